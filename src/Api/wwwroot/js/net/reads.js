/** @import { Api } from './api.js' */
/** @import { Store } from '../state/store.js' */
/** @import { SessionView, Snapshot } from '../types.js' */

/** The busy slots of agents are in no row, so they are read again after work moved, and now and then. */
const FLEET_AGE_LIMIT_MS = 10_000;

/** What is read beside the feed, and put into the store if the store is still the one it was read for. */
export class Reads {
  #api;
  #store;
  #fleetIsOld = true;
  #fleetReadMs = 0;
  /** Where reading back in a session goes on. */
  #earlier = /** @type {Map<string, string|undefined>} */ (new Map());

  /** @param {Api} api @param {Store} store */
  constructor(api, store) {
    this.#api = api;
    this.#store = store;
    store.addEventListener('row', () => { this.#fleetIsOld = true; });
    store.addEventListener('beat', () => void this.#freshenFleet());
  }

  /** @returns {Promise<Snapshot>} */
  async snapshot() {
    const [sessions, agents, ...opened] = await Promise.all([
      this.#api.get('/api/sessions'),
      this.#api.get('/api/agents'),
      ...this.#store.watched.map((id) => this.#sessionOrNull(id)),
    ]);
    return { sessions, agents, opened: opened.filter((view) => view !== null) };
  }

  /** @param {string} id @returns {Promise<SessionView>} */
  async session(id) {
    const generation = this.#store.generation;
    this.#earlier.delete(id);
    const view = await this.#api.get(`/api/sessions/${id}`);
    // A snapshot that began meanwhile reads this session too, because it is watched.
    if (generation === this.#store.generation) this.#store.addSession(view);
    return view;
  }

  async moreSessions() {
    const from = this.#store.moreSessions;
    if (from === undefined) return;
    const generation = this.#store.generation;
    const page = await this.#api.get(`/api/sessions?cursor=${encodeURIComponent(from)}`);
    if (generation === this.#store.generation) this.#store.addSessions(page);
  }

  /** Reads the newest of the sessions that are put away. */
  async archivedSessions() {
    const generation = this.#store.generation;
    const page = await this.#api.get('/api/sessions?archived=true');
    if (generation === this.#store.generation) this.#store.addArchived(page);
  }

  /** Reads one page further back in a session. @param {string} sessionId */
  async earlierTasks(sessionId) {
    const from = this.#earlier.get(sessionId);
    const generation = this.#store.generation;
    const cursor = from ? `&cursor=${encodeURIComponent(from)}` : '';
    const page = await this.#api.get(`/api/tasks?session_id=${sessionId}${cursor}`);
    if (generation !== this.#store.generation) return;
    this.#earlier.set(sessionId, page.next);
    this.#store.addTasks(page.tasks);
  }

  async fleet() {
    const generation = this.#store.generation;
    const page = await this.#api.get('/api/agents');
    if (generation === this.#store.generation) this.#store.addAgents(page);
  }

  async #freshenFleet() {
    const age = performance.now() - this.#fleetReadMs;
    if (!this.#fleetIsOld && age < FLEET_AGE_LIMIT_MS) return;
    this.#fleetIsOld = false;
    this.#fleetReadMs = performance.now();
    await this.fleet().catch(() => { this.#fleetIsOld = true; });
  }

  /** @param {string} id @returns {Promise<SessionView|null>} */
  async #sessionOrNull(id) {
    try {
      return await this.#api.get(`/api/sessions/${id}`);
    } catch (error) {
      if (/** @type {any} */ (error).status === 404) return null;
      throw error;
    }
  }
}

import { Clock } from './clock.js';
import { changeOf, earliest } from './cursor.js';
import { Rows } from './rows.js';

/** @import { AgentPage, AgentRow, Beat, Moment, Removal, RowKind, SessionPage, SessionRow } from '../types.js' */
/** @import { SessionView, Snapshot, TaskRow, TaskView, Truth } from '../types.js' */

/** A beat comes every 2 s. After 5 s two were missed and a third is due: what is shown is no longer proven. */
export const BEAT_LIMIT_MS = 5000;

/**
 * All that the page knows: a snapshot and the changes after it. It is no record of its own, and it knows no DOM and no
 * network. It says `change` when something that it knows is new, and `beat` when the server was heard.
 */
export class Store extends EventTarget {
  /** @type {Rows<TaskRow>} */ #tasks = new Rows();
  /** @type {Rows<SessionRow>} */ #sessions = new Rows();
  /** @type {Rows<AgentRow>} */ #agents = new Rows();
  /** Sessions whose tasks are kept; those of others would pile up for as long as the page is open. */
  #watched = /** @type {Set<string>} */ (new Set());
  /** @type {string|null} */ #reached = null;
  /** @type {Beat|null} */ #beat = null;
  /** @type {Moment|null} */ #heard = null;
  /** @type {number|null} */ #asOfMs = null;
  #streaming = false;
  #clock;

  /** Where the session list can be read on; undefined at its end. @type {string|undefined} */
  moreSessions;

  /** Counts the snapshots: an answer that was asked for before the newest one must not be mixed into it. */
  generation = 0;

  /** @param {Clock} clock */
  constructor(clock = new Clock()) {
    super();
    this.#clock = clock;
  }

  // ---- what is so, as far as is known

  /** @returns {Truth} */
  get truth() {
    if (this.isLive) return 'live';
    if (this.#asOfMs === null) return 'starting';
    return this.#streaming && this.isHeard ? 'catching_up' : 'reconnecting';
  }

  /** Whether everything that is shown is what the authority knows, give or take a beat. */
  get isLive() {
    return this.#streaming && this.isHeard && this.#hasReached(this.#beat?.head);
  }

  /** Whether a beat came lately enough. */
  get isHeard() {
    return this.#heard !== null && this.#clock.ageMs(this.#heard) <= BEAT_LIMIT_MS;
  }

  /** The server's clock when all that is shown was last proven; null before that was ever so. */
  get asOfMs() {
    return this.#asOfMs;
  }

  /** The server's clock now. While the page is not live it stands still: a time that goes on would claim to know. */
  get serverNowMs() {
    if (!this.isLive || !this.#beat || !this.#heard) return this.#asOfMs;
    return Date.parse(this.#beat.at) + this.#clock.ageMs(this.#heard);
  }

  /** The cursor after which the feed goes on; null if a snapshot has to come first. */
  get reached() {
    return this.#reached;
  }

  get watched() {
    return [...this.#watched];
  }

  /** Sessions that are not put away, the last active first. */
  get sessions() {
    return this.#sessions
      .all()
      .filter((session) => !session.archived_at)
      .sort((a, b) => b.last_activity_at.localeCompare(a.last_activity_at) || b.change - a.change);
  }

  get agents() {
    return this.#agents
      .all()
      .filter((agent) => agent.presence !== 'removed')
      .sort((a, b) => a.name.localeCompare(b.name));
  }

  /** @param {string} id */
  session(id) {
    return this.#sessions.get(id);
  }

  /** @param {string} id */
  task(id) {
    return this.#tasks.get(id);
  }

  /** @param {string|undefined} id */
  agent(id) {
    return id === undefined ? undefined : this.#agents.get(id);
  }

  /** @param {string} sessionId */
  tasksOf(sessionId) {
    return this.#tasks
      .all()
      .filter((task) => task.session_id === sessionId)
      .sort((a, b) => a.ordinal - b.ordinal);
  }

  /** Whether the agent was not heard yet since the server's own downtime. @param {string|undefined} agentId */
  isUnproven(agentId) {
    return agentId !== undefined && (this.#beat?.unproven.includes(agentId) ?? false);
  }

  // ---- what comes in

  /**
   * Takes a whole snapshot in place of everything. Its parts were read one after the other, so the feed goes on from
   * the earliest; what was in a later part already is then no news.
   * @param {Snapshot} snapshot
   */
  replace({ sessions, agents, opened }) {
    this.generation += 1;
    this.#tasks = new Rows();
    this.#sessions = new Rows();
    this.#agents = new Rows();
    this.#reached = earliest([sessions.cursor, agents.cursor, ...opened.map((view) => view.cursor)]);
    this.#takeSessions(sessions);
    this.#takeAgents(agents);
    for (const view of opened) this.#takeSession(view);
    this.#say('change');
  }

  /** @param {SessionPage} page */
  addSessions(page) {
    this.#takeSessions(page);
    this.#say('change');
  }

  /** @param {SessionView} view */
  addSession(view) {
    this.#takeSession(view);
    this.#say('change');
  }

  /** @param {TaskRow[]} tasks */
  addTasks(tasks) {
    for (const task of tasks) this.#putTask(task);
    this.#say('change');
  }

  /** @param {AgentPage} page */
  addAgents(page) {
    this.#takeAgents(page);
    this.#say('change');
  }

  /** Takes a task as a call answered with it, which may be before the feed tells. @param {TaskView} view */
  addTask(view) {
    if (this.#putTask({ ...view, late: view.late_report ? true : undefined })) this.#say('change');
  }

  /**
   * Takes one row of the feed.
   * @param {RowKind} kind
   * @param {any} row a summary or a {@link Removal}
   * @param {string} cursor the place of the row
   */
  take(kind, row, cursor) {
    const news = row.removed ? this.#remove(kind, row) : this.#put(kind, row);
    this.#reach(cursor);
    if (news) this.dispatchEvent(new CustomEvent('row', { detail: { kind, row } }));
    if (news) this.#say('change');
  }

  /** @param {Beat} beat */
  hear(beat) {
    this.#beat = beat;
    this.#heard = this.#clock.now();
    this.#prove();
    this.#say('beat');
  }

  /** @param {boolean} streaming whether a stream is open */
  setStreaming(streaming) {
    if (!streaming) this.#heard = null;
    if (streaming === this.#streaming) return;
    this.#streaming = streaming;
    this.#say('change');
  }

  /** The server doesn't know our place any more. What is shown stays, not live, until a new snapshot is there. */
  forgetPlace() {
    this.#reached = null;
    this.#say('change');
  }

  /**
   * Keeps the tasks of these sessions and no others. Rows that the feed brings are kept from now on, so whoever reads a
   * session must call this first: what changes while the answer is under way is then not missed.
   * @param {string[]} sessionIds
   */
  watch(sessionIds) {
    this.#watched = new Set(sessionIds);
    this.#tasks.drop((task) => !this.#watched.has(task.session_id));
  }

  /** @param {SessionPage} page */
  #takeSessions(page) {
    for (const session of page.sessions) this.#sessions.put(session.session_id, session);
    this.moreSessions = page.next;
  }

  /** @param {SessionView} view */
  #takeSession(view) {
    this.#sessions.put(view.session.session_id, view.session);
    for (const task of view.tasks) this.#putTask(task);
  }

  /** @param {AgentPage} page */
  #takeAgents(page) {
    for (const agent of page.agents) {
      this.#agents.put(agent.agent_id, agent);
      // These come with reads alone and change without the row, so the newest read is right about them.
      const { busy, last_heard_at } = agent;
      this.#agents.touch(agent.agent_id, { busy, last_heard_at });
    }
  }

  /** @param {RowKind} kind @param {any} row */
  #put(kind, row) {
    if (kind === 'task') return this.#putTask(row);
    if (kind === 'session') return this.#sessions.put(row.session_id, row);
    const { busy, last_heard_at } = this.#agents.get(row.agent_id) ?? {};
    return this.#agents.put(row.agent_id, { busy, last_heard_at, ...row });
  }

  /** @param {TaskRow} task */
  #putTask(task) {
    return this.#watched.has(task.session_id) && this.#tasks.put(task.task_id, task);
  }

  /** @param {RowKind} kind @param {Removal} removal */
  #remove(kind, removal) {
    const rows = { task: this.#tasks, session: this.#sessions, agent: this.#agents }[kind];
    return rows.remove(removal.id, removal.change);
  }

  /** @param {string} cursor */
  #reach(cursor) {
    if (this.#reached === null || changeOf(cursor) <= changeOf(this.#reached)) return;
    this.#reached = cursor;
    this.#prove();
  }

  #prove() {
    if (this.#beat && this.isLive) this.#asOfMs = Date.parse(this.#beat.at);
  }

  /** @param {string|undefined} head */
  #hasReached(head) {
    return head !== undefined && this.#reached !== null && changeOf(this.#reached) >= changeOf(head);
  }

  /** @param {'change'|'beat'} what */
  #say(what) {
    this.dispatchEvent(new Event(what));
  }
}

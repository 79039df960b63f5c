/** @import { Api } from './api.js' */
/** @import { Clock } from '../state/clock.js' */
/** @import { Store } from '../state/store.js' */
/** @import { Moment, TaskView } from '../types.js' */

/**
 * What happens next can change without the task: a slot gets free elsewhere, an agent comes. So the full view of an open
 * task is read again when its row changes, and else this often.
 */
const VIEW_AGE_LIMIT_MS = 4000;

/** @typedef {{view: TaskView|null, readAt: Moment|null, reading: boolean, problem: string|null}} Entry */

/** The full views of the few tasks that are on the screen. */
export class Details extends EventTarget {
  #api;
  #store;
  #clock;
  #entries = /** @type {Map<string, Entry>} */ (new Map());

  /** @param {Pick<Api, 'get'>} api @param {Store} store @param {Clock} clock */
  constructor(api, store, clock) {
    super();
    this.#api = api;
    this.#store = store;
    this.#clock = clock;
    for (const type of ['change', 'beat']) store.addEventListener(type, () => this.#refresh());
  }

  /** Says which tasks are on the screen now; the others are forgotten. @param {string[]} ids */
  want(ids) {
    for (const id of this.#entries.keys()) if (!ids.includes(id)) this.#entries.delete(id);
    for (const id of ids) {
      if (!this.#entries.has(id)) this.#entries.set(id, { view: null, readAt: null, reading: false, problem: null });
    }
    this.#refresh();
  }

  /** @param {string} id */
  view(id) {
    return this.#entries.get(id)?.view ?? null;
  }

  /** Why there is no view. @param {string} id */
  problem(id) {
    return this.#entries.get(id)?.problem ?? null;
  }

  #refresh() {
    for (const [id, entry] of this.#entries) if (!entry.reading && this.#isOld(id, entry)) void this.#read(id, entry);
  }

  /** @param {string} id @param {Entry} entry */
  #isOld(id, { view, readAt }) {
    const isAged = readAt === null || this.#clock.ageMs(readAt) > VIEW_AGE_LIMIT_MS;
    if (view === null) return isAged;
    if ((this.#store.task(id)?.change ?? 0) > view.change) return true;
    return isAged && !(view.ended_at !== undefined && view.output_complete);
  }

  /** @param {string} id @param {Entry} entry */
  async #read(id, entry) {
    entry.reading = true;
    try {
      const view = await this.#api.get(`/api/tasks/${id}`);
      if (view.change >= (entry.view?.change ?? 0)) entry.view = view;
      entry.problem = null;
      this.#store.addTask(view);
    } catch (error) {
      entry.problem = /** @type {Error} */ (error).message;
    }
    entry.reading = false;
    entry.readAt = this.#clock.now();
    this.dispatchEvent(new Event('change'));
  }
}

import { Unanswered } from './api.js';

/** @import { Api } from './api.js' */
/** @import { Clock } from '../state/clock.js' */
/** @import { Store } from '../state/store.js' */
/** @import { Moment, RowKind, TaskPage, TaskRow } from '../types.js' */

/** What is found is looked for anew after tasks changed, but no more often than this. */
const FOUND_AGE_LIMIT_MS = 2000;

/** What a list of found tasks shows at most: who wants more, asks more closely. */
export const FOUND_LIMIT = 50;

/**
 * Tasks of all sessions that answer to a question, kept as fresh as the feed says: a row that is shown changes with its
 * task at once, and whether others belong here now is asked again.
 */
export class Finder extends EventTarget {
  #api;
  #store;
  #clock;
  #query = '';
  #isOld = false;
  #isReading = false;
  /** @type {Moment|null} */ #readAt = null;
  /** What is found; null before the first answer to this question. @type {TaskRow[]|null} */ tasks = null;
  hasMore = false;
  /** @type {string|null} */ problem = null;

  /** @param {Pick<Api, 'get'>} api @param {Store} store @param {Clock} clock */
  constructor(api, store, clock) {
    super();
    this.#api = api;
    this.#store = store;
    this.#clock = clock;
    for (const what of ['row', 'elsewhere']) {
      store.addEventListener(what, (event) => this.#note(/** @type {CustomEvent} */ (event).detail));
    }
    store.addEventListener('beat', () => this.#refresh());
  }

  /** Asks a question; an empty one asks nothing. @param {URLSearchParams} wanted */
  ask(wanted) {
    const query = wanted.toString();
    if (query === this.#query) return;
    this.#query = query;
    [this.tasks, this.hasMore, this.problem, this.#readAt, this.#isOld] = [null, false, null, null, true];
    this.#refresh();
  }

  /** @param {{kind: RowKind, row: any}} detail */
  #note({ kind, row }) {
    if (kind !== 'task' || this.#query === '') return;
    this.#isOld = true;
    const index = this.tasks?.findIndex((task) => task.task_id === row.task_id && task.change < row.change) ?? -1;
    if (index >= 0) {
      this.tasks?.splice(index, 1, row);
      this.dispatchEvent(new Event('change'));
    }
    this.#refresh();
  }

  #refresh() {
    if (this.#query === '' || this.#isReading || !this.#isOld || !this.#store.isHeard) return;
    if (this.#readAt === null || this.#clock.ageMs(this.#readAt) > FOUND_AGE_LIMIT_MS) void this.#read(this.#query);
  }

  /** @param {string} query */
  async #read(query) {
    this.#isReading = true;
    this.#isOld = false;
    try {
      const page = await this.#api.get(`/api/tasks?${query}&limit=${FOUND_LIMIT}`);
      if (query === this.#query) this.#take(page);
    } catch (error) {
      if (query === this.#query) this.problem = /** @type {Error} */ (error).message;
      this.#isOld ||= error instanceof Unanswered; // It is asked again with one of the next beats.
    }
    this.#isReading = false;
    if (query === this.#query) this.#readAt = this.#clock.now();
    this.dispatchEvent(new Event('change'));
    this.#refresh(); // The question may have changed meanwhile.
  }

  /** @param {TaskPage} page */
  #take(page) {
    this.problem = null;
    this.hasMore = page.next !== undefined;
    // A row that the feed has brought since is newer than the answer.
    this.tasks = page.tasks.map((task) => {
      const known = this.tasks?.find((other) => other.task_id === task.task_id);
      return known && known.change > task.change ? known : task;
    });
  }
}

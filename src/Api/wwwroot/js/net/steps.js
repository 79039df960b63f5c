/** @import { Api } from './api.js' */
/** @import { Clock } from '../state/clock.js' */
/** @import { Store } from '../state/store.js' */
/** @import { Moment, OutputHint, Step, StepPage } from '../types.js' */

/** A hint may be lost, so what still grows is asked for now and then all the same. */
const STEPS_AGE_LIMIT_MS = 3000;

/** After an answer there is a pause: an agent that talks fast is read in pieces, not word by word. */
const PAUSE_MS = 250;

/** Steps that are kept of one task: some hours of work, and few enough to lay out. */
export const STEP_LIMIT = 1000;

/**
 * @typedef {object} Entry
 * @property {number} attempt
 * @property {Step[]} steps
 * @property {number} next where the next page begins
 * @property {boolean} cut whether the earliest steps were dropped
 * @property {boolean} complete
 * @property {boolean} reading
 * @property {boolean} hinted
 * @property {Moment|null} readAt
 * @property {string|null} problem
 */

/** What coding agents did, for the few tasks whose steps are on the screen: read on from where the last page ended. */
export class Steps extends EventTarget {
  #api;
  #store;
  #clock;
  #later;
  #entries = /** @type {Map<string, Entry>} */ (new Map());

  /**
   * @param {Pick<Api, 'get'>} api
   * @param {Store} store
   * @param {Clock} clock
   * @param {(act: () => void, ms: number) => unknown} later
   */
  constructor(api, store, clock, later) {
    super();
    this.#api = api;
    this.#store = store;
    this.#clock = clock;
    this.#later = later;
    for (const type of ['change', 'beat']) store.addEventListener(type, () => this.#refresh());
    store.addEventListener('hint', (event) => this.#hint(/** @type {CustomEvent<OutputHint>} */ (event).detail));
  }

  /** Says whose steps are on the screen now; the others are forgotten. @param {string[]} ids */
  want(ids) {
    for (const id of this.#entries.keys()) if (!ids.includes(id)) this.#entries.delete(id);
    for (const id of ids) if (!this.#entries.has(id)) this.#entries.set(id, emptyEntry(0));
    this.#refresh();
  }

  /** @param {string} id */
  of(id) {
    return this.#entries.get(id);
  }

  /** @param {OutputHint} hint */
  #hint({ task_id }) {
    const entry = this.#entries.get(task_id);
    if (!entry) return;
    entry.hinted = true;
    this.#refreshOne(task_id, entry);
  }

  #refresh() {
    for (const [id, entry] of this.#entries) this.#refreshOne(id, entry);
  }

  /** @param {string} id @param {Entry} entry */
  #refreshOne(id, entry) {
    const attempt = this.#store.task(id)?.attempt ?? 0;
    if (!entry.reading && attempt > 0 && this.#isOld(attempt, entry)) void this.#read(id, entry, attempt);
  }

  /** @param {number} attempt @param {Entry} entry */
  #isOld(attempt, { attempt: known, complete, hinted, readAt }) {
    if (attempt > known || readAt === null) return true;
    return !complete && (hinted || this.#clock.ageMs(readAt) > STEPS_AGE_LIMIT_MS);
  }

  /** @param {string} id @param {Entry} entry @param {number} attempt */
  async #read(id, entry, attempt) {
    entry.reading = true;
    entry.hinted = false;
    if (attempt > entry.attempt) Object.assign(entry, emptyEntry(attempt), { reading: true });
    let hasMore = false;
    try {
      hasMore = take(entry, await this.#api.get(`/api/tasks/${id}/steps?attempt=${attempt}&after=${entry.next}`));
    } catch (error) {
      entry.problem = /** @type {Error} */ (error).message;
    }
    entry.readAt = this.#clock.now();
    this.dispatchEvent(new Event('change'));
    const goOn = () => {
      entry.reading = false;
      entry.hinted ||= hasMore;
      if (this.#entries.get(id) === entry) this.#refreshOne(id, entry);
    };
    if (hasMore) goOn();
    else this.#later(goOn, PAUSE_MS);
  }
}

/** @param {number} attempt @returns {Entry} */
function emptyEntry(attempt) {
  return {
    attempt, steps: [], next: 0, cut: false, complete: false, reading: false, hinted: false, readAt: null, problem: null,
  };
}

/** @param {Entry} entry @param {StepPage} page @returns {boolean} whether there may be more at once */
function take(entry, page) {
  const isAhead = page.next > entry.next; // A page of lines that are no steps is followed by others.
  entry.problem = null;
  entry.steps = entry.steps.concat(page.steps);
  if (entry.steps.length > STEP_LIMIT) {
    entry.steps = entry.steps.slice(-STEP_LIMIT);
    entry.cut = true;
  }
  entry.next = Math.max(entry.next, page.next);
  entry.complete = page.complete;
  return isAhead && !page.complete;
}

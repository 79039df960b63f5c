import { Refused } from './api.js';
import { sleep, untilAnswered } from './persist.js';

/** @import { Api } from './api.js' */
/** @import { SubmitBody, TaskView } from '../types.js' */

/** @typedef {{key: string, body: SubmitBody}} Letter */
/** @typedef {{phase: 'open'|'sending'|'unanswered'|'refused', tries: number, problem: string|null}} OutboxState */

const STORED_AS = 'tasksync.unanswered-submit';

/**
 * Sends one new task at a time and calls it sent only when the server has named its id. Until then it repeats the same
 * body under the same Idempotency-Key, which the server answers with the same task: a lost answer costs nothing, and no
 * click makes two tasks. The letter outlives a reload of its tab.
 */
export class Outbox extends EventTarget {
  /** @type {OutboxState} */ state = { phase: 'open', tries: 0, problem: null };
  #api;
  #storage;
  #wait;
  /** Made when the form opens, kept until the server has answered. */
  #key = newKey();

  /**
   * @param {Pick<Api, 'post'>} api
   * @param {Pick<Storage, 'getItem'|'setItem'|'removeItem'>} storage
   * @param {(ms: number) => Promise<void>} [wait]
   */
  constructor(api, storage, wait = sleep) {
    super();
    this.#api = api;
    this.#storage = storage;
    this.#wait = wait;
  }

  /** What this tab has sent and not heard about yet. @returns {SubmitBody|null} */
  get unanswered() {
    return this.#stored()?.body ?? null;
  }

  /**
   * @param {SubmitBody} body
   * @returns {Promise<TaskView|null>} the task; null if it was refused, or a login is needed first
   */
  async send(body) {
    // One that waits for a login goes first: it may have arrived, and its key must not be given to another.
    if (this.#stored()) return this.resume();
    const letter = { key: this.#key, body };
    this.#storage.setItem(STORED_AS, JSON.stringify(letter));
    return this.#deliver(letter);
  }

  /** Goes on with a letter from before a reload or a login. @returns {Promise<TaskView|null>} */
  async resume() {
    const letter = this.#stored();
    return letter === null || this.#isBusy ? null : this.#deliver(letter);
  }

  get #isBusy() {
    return this.state.phase === 'sending' || this.state.phase === 'unanswered';
  }

  /** @param {Letter} letter @returns {Promise<TaskView|null>} */
  async #deliver(letter) {
    this.#become('sending');
    try {
      const task = await untilAnswered(
        () => this.#api.post('/api/tasks', letter.body, { 'Idempotency-Key': letter.key }),
        { wait: this.#wait, onUnanswered: (tries) => this.#become('unanswered', tries) },
      );
      this.#close();
      this.#become('open');
      return task;
    } catch (error) {
      return this.#refuse(/** @type {Error} */ (error));
    }
  }

  /** @param {Error} error @returns {null} */
  #refuse(error) {
    // Without a login nothing was decided: the letter waits and goes out after it.
    const decided = !(error instanceof Refused && error.status === 401);
    if (decided) this.#close();
    this.#become(decided ? 'refused' : 'open', 0, decided ? error.message : null);
    return null;
  }

  #close() {
    this.#storage.removeItem(STORED_AS);
    this.#key = newKey();
  }

  /** @returns {Letter|null} */
  #stored() {
    const text = this.#storage.getItem(STORED_AS);
    return text === null ? null : JSON.parse(text);
  }

  /** @param {OutboxState['phase']} phase @param {number} [tries] @param {string|null} [problem] */
  #become(phase, tries = 0, problem = null) {
    this.state = { phase, tries, problem };
    this.dispatchEvent(new Event('change'));
  }
}

/** 128 random bits. `crypto.randomUUID` would be shorter, but pages on plain HTTP don't have it. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

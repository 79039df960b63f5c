import { sleep, untilAnswered } from './persist.js';

/** @import { Api } from './api.js' */
/** @import { Store } from '../state/store.js' */
/** @import { TaskView } from '../types.js' */

/** @typedef {'cancel'|'force'|'retry'|'continue'} ActionName */
/** @typedef {{name: ActionName, tries: number, problem: string|null}} ActionState */

/** About a minute: longer than a restart takes, short enough that a stop is not carried out long after it was meant. */
const TRIES = 30;

/**
 * What people do to a task. Each of these calls may be repeated without doing it twice, so an unanswered one is;
 * until it is answered the page says that it was asked for, never that it was done.
 */
export class Actions extends EventTarget {
  #api;
  #store;
  #wait;
  /** By task: what was asked and is not answered, or why it was refused. */
  #states = /** @type {Map<string, ActionState>} */ (new Map());

  /**
   * @param {Pick<Api, 'post'>} api
   * @param {Pick<Store, 'addTask'>} store
   * @param {(ms: number) => Promise<void>} [wait]
   */
  constructor(api, store, wait = sleep) {
    super();
    this.#api = api;
    this.#store = store;
    this.#wait = wait;
  }

  /** @param {string} taskId */
  of(taskId) {
    return this.#states.get(taskId);
  }

  /** @param {string} taskId */
  cancel(taskId) {
    return this.#ask('cancel', taskId, `/api/tasks/${taskId}/cancel`, {});
  }

  /** @param {string} taskId */
  force(taskId) {
    return this.#ask('force', taskId, `/api/tasks/${taskId}/cancel`, { force: true });
  }

  /** @param {string} taskId */
  retry(taskId) {
    return this.#ask('retry', taskId, `/api/tasks/${taskId}/retry`, {});
  }

  /** @param {string} taskId the task that waits @param {string} sessionId */
  continue(taskId, sessionId) {
    return this.#ask('continue', taskId, `/api/sessions/${sessionId}/continue`, {});
  }

  /**
   * @param {ActionName} name
   * @param {string} taskId
   * @param {string} path
   * @param {object} body
   * @returns {Promise<TaskView|null>} the task that the server answered with; null if it was refused
   */
  async #ask(name, taskId, path, body) {
    const pending = this.#states.get(taskId);
    if (pending && pending.problem === null) return null;
    this.#become(taskId, { name, tries: 0, problem: null });
    try {
      const answer = await untilAnswered(() => this.#api.post(path, body), {
        wait: this.#wait,
        limit: TRIES,
        onUnanswered: (tries) => this.#become(taskId, { name, tries, problem: null }),
      });
      this.#become(taskId, undefined);
      if (answer?.task_id) this.#store.addTask(answer);
      return answer;
    } catch (error) {
      this.#become(taskId, { name, tries: 0, problem: /** @type {Error} */ (error).message });
      return null;
    }
  }

  /** @param {string} taskId @param {ActionState|undefined} state */
  #become(taskId, state) {
    if (state) this.#states.set(taskId, state);
    else this.#states.delete(taskId);
    this.dispatchEvent(new Event('change'));
  }
}

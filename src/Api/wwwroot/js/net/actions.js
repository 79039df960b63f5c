import { sleep, untilAnswered } from './persist.js';

/** @import { Api } from './api.js' */
/** @import { Store } from '../state/store.js' */
/** @import { Invite, TaskView } from '../types.js' */

/** @typedef {'cancel'|'force'|'retry'|'continue'|'answer'|'rename'|'archive'|'move'|'drain'|'remove'|'invite'} ActionName */
/** @typedef {{name: ActionName, tries: number, problem: string|null}} ActionState */
/** @typedef {{method?: 'POST'|'PATCH'|'DELETE', path: string, body?: object}} Call */

/** About a minute: longer than a restart takes, short enough that a stop is not carried out long after it was meant. */
const TRIES = 30;

/** What an invitation is asked for by: it is about no agent yet. */
export const FLEET = 'fleet';

/**
 * What people do to tasks, sessions and agents. Each of these calls may be repeated without doing it twice, so an
 * unanswered one is; until it is answered the page says that it was asked for, never that it was done.
 */
export class Actions extends EventTarget {
  #api;
  #store;
  #wait;
  /** By the id of their subject: what was asked and is not answered, or why it was refused. */
  #states = /** @type {Map<string, ActionState>} */ (new Map());

  /**
   * @param {Pick<Api, 'send'>} api
   * @param {Pick<Store, 'addTask'|'addSession'>} store
   * @param {(ms: number) => Promise<void>} [wait]
   */
  constructor(api, store, wait = sleep) {
    super();
    this.#api = api;
    this.#store = store;
    this.#wait = wait;
  }

  /** @param {string} subject the id of a task, a session or an agent */
  of(subject) {
    return this.#states.get(subject);
  }

  // ---- to a task

  /** @param {string} taskId */
  cancel(taskId) {
    return this.#ask('cancel', taskId, { path: `/api/tasks/${taskId}/cancel` });
  }

  /** @param {string} taskId */
  force(taskId) {
    return this.#ask('force', taskId, { path: `/api/tasks/${taskId}/cancel`, body: { force: true } });
  }

  /** @param {string} taskId @returns {Promise<TaskView|null>} the new task */
  retry(taskId) {
    return this.#ask('retry', taskId, { path: `/api/tasks/${taskId}/retry` });
  }

  /** @param {string} taskId the task that waits @param {string} sessionId */
  continue(taskId, sessionId) {
    return this.#ask('continue', taskId, { path: `/api/sessions/${sessionId}/continue` });
  }

  /** @param {string} taskId @param {{request_id: string, behavior: 'allow'|'deny', text?: string}} body */
  answer(taskId, body) {
    return this.#ask('answer', taskId, { path: `/api/tasks/${taskId}/answer`, body });
  }

  // ---- to a session

  /** @param {string} id @param {string} title an empty one takes the first task's again */
  rename(id, title) {
    return this.#ask('rename', id, { method: 'PATCH', path: `/api/sessions/${id}`, body: { title } });
  }

  /** @param {string} id @param {boolean} archived */
  archive(id, archived) {
    return this.#ask('archive', id, { method: 'PATCH', path: `/api/sessions/${id}`, body: { archived } });
  }

  /** @param {string} id @param {string} agent */
  move(id, agent) {
    return this.#ask('move', id, { path: `/api/sessions/${id}/move`, body: { agent } });
  }

  // ---- to the fleet

  /** @param {string} agentId @param {boolean} draining */
  drain(agentId, draining) {
    return this.#ask('drain', agentId, { path: `/api/agents/${agentId}/drain`, body: { draining } });
  }

  /** @param {string} agentId */
  remove(agentId) {
    return this.#ask('remove', agentId, { method: 'DELETE', path: `/api/agents/${agentId}` });
  }

  /** A lost answer costs a code that nobody knows, and that ends by itself. @returns {Promise<Invite|null>} */
  invite() {
    return this.#ask('invite', FLEET, { path: '/api/agents/invites' });
  }

  /**
   * @param {ActionName} name
   * @param {string} subject
   * @param {Call} call
   * @returns {Promise<any>} what the server answered; null if it refused
   */
  async #ask(name, subject, { method = 'POST', path, body = {} }) {
    const pending = this.#states.get(subject);
    if (pending && pending.problem === null) return null;
    this.#become(subject, { name, tries: 0, problem: null });
    try {
      const answer = await untilAnswered(() => this.#api.send(method, path, body), {
        wait: this.#wait,
        limit: TRIES,
        onUnanswered: (tries) => this.#become(subject, { name, tries, problem: null }),
      });
      this.#become(subject, undefined);
      this.#keep(answer);
      return answer;
    } catch (error) {
      this.#become(subject, { name, tries: 0, problem: /** @type {Error} */ (error).message });
      return null;
    }
  }

  /** @param {any} answer */
  #keep(answer) {
    if (answer?.task_id) this.#store.addTask(answer);
    if (answer?.session) this.#store.addSession(answer);
  }

  /** @param {string} subject @param {ActionState|undefined} state */
  #become(subject, state) {
    if (state) this.#states.set(subject, state);
    else this.#states.delete(subject);
    this.dispatchEvent(new Event('change'));
  }
}

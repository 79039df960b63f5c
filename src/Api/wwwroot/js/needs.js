import { Unanswered } from './net/api.js';
import { isTerminal } from './state/words.js';

/** @import { Page } from './page.js' */

/** Open tasks of a session of which the page asks what happens next. Those behind them just wait for their turn. */
const DETAIL_LIMIT = 5;

/** What agents hold: every task that an agent has and that is not over. */
const HELD = new URLSearchParams({ state: 'queued,working,input_required,cancelling,unknown' });

const NOTHING = new URLSearchParams();

/** Asks for what the screen needs and does not have; where that can't be had, the page's note says why. */
export class Needs {
  /** The session whose tasks were asked for, and of which snapshot. @type {string|null} */ #opened = null;
  #page;

  /** @param {Page} page */
  constructor(page) {
    this.#page = page;
  }

  /** @param {{views: string[], steps: string[]}} near what the turns that are near want to know of their tasks */
  update(near) {
    const { sessionId, taskId, route, store, details } = this.#page;
    const wanted = `${sessionId} of ${store.generation}`;
    if (wanted !== this.#opened && store.generation > 0) void this.#open(sessionId, wanted);
    const tasks = sessionId === null ? [] : store.tasksOf(sessionId);
    const open = tasks.filter((task) => !isTerminal(task.state)).slice(0, DETAIL_LIMIT).map((task) => task.task_id);
    details.want([...new Set([...(taskId === null ? [] : [taskId]), ...open, ...near.views])]);
    this.#page.steps.want(near.steps);
    this.#page.holdings.ask(route.name === 'agents' ? HELD : NOTHING);
    if (taskId !== null && sessionId === null) this.#page.note = details.problem(taskId);
  }

  /** @param {string|null} sessionId @param {string} wanted */
  async #open(sessionId, wanted) {
    const { store, reads } = this.#page;
    this.#opened = wanted;
    store.watch(sessionId === null ? [] : [sessionId]);
    if (sessionId === null) return;
    try {
      await reads.session(sessionId);
      const { taskId, details } = this.#page;
      const view = taskId === null ? null : details.view(taskId);
      if (view) store.addTask(view); // A task of long ago is not among the session's newest.
      this.#page.note = null;
    } catch (error) {
      this.#page.note = /** @type {Error} */ (error).message;
      const askAgain = () => { this.#opened = null; };
      if (error instanceof Unanswered) store.addEventListener('beat', askAgain, { once: true });
    }
    this.#page.draw();
  }
}

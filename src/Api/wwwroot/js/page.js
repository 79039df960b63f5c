import { Unanswered } from './net/api.js';
import { hashOf, routeOf } from './route.js';
import { isTerminal } from './state/words.js';
import { Announcer } from './views/announcer.js';
import { ComposerView } from './views/composer.js';
import { ConnectionView } from './views/connection.js';
import { FleetView } from './views/fleet.js';
import { SessionView } from './views/session.js';
import { SessionsView } from './views/sessions.js';
import { TaskView } from './views/task.js';

/** @import { Actions } from './net/actions.js' */
/** @import { Details } from './net/details.js' */
/** @import { Outbox } from './net/outbox.js' */
/** @import { Reads } from './net/reads.js' */
/** @import { FollowerParts } from './output/follower.js' */
/** @import { Store } from './state/store.js' */
/** @import { SubmitBody, TaskRow, TaskView as FullView } from './types.js' */

/** Open tasks of a session of which the page asks what happens next. Those behind them just wait for their turn. */
const DETAIL_LIMIT = 5;

/**
 * @typedef {object} Parts
 * @property {Store} store
 * @property {Reads} reads
 * @property {Details} details
 * @property {Actions} actions
 * @property {Outbox} outbox
 * @property {Omit<FollowerParts, 'onBytes'>} output how output is fetched
 */

/** What is on the screen: the route, what has to be known for it, and the views that draw it. */
export class Page {
  /** Why a session or a task can't be shown. @type {string|null} */ note = null;
  #route = routeOf(location.hash);
  /** The session whose tasks were asked for, and of which snapshot. @type {string|null} */ #opened = null;
  #isBegun = false;
  #isDrawing = false;
  #task;
  #views;

  /** @param {Parts} parts */
  constructor({ store, reads, details, actions, outbox, output }) {
    this.store = store;
    this.reads = reads;
    this.details = details;
    this.actions = actions;
    this.outbox = outbox;
    this.output = output;
    this.announcer = new Announcer(store);
    this.#task = new TaskView(this);
    this.#views = [
      new ConnectionView(store), new FleetView(store), new SessionsView(this), new SessionView(this),
      this.#task, new ComposerView(this), this.announcer,
    ];
    for (const part of [store, details, actions, outbox]) part.addEventListener('change', () => this.draw());
    store.addEventListener('beat', () => this.draw());
    window.addEventListener('hashchange', () => this.#follow());
  }

  /** Somebody is logged in: the page asks for what it shows, and what this tab still has to say goes out. */
  begin() {
    this.#isBegun = true;
    this.#follow();
    void this.#deliver(this.outbox.resume());
  }

  /** Nobody looks: the next draw is that of the next look, so what holds a connection is told at once. */
  pause() {
    this.#task.pause();
  }

  /** Nobody is logged in any more, so there is nothing to ask. */
  end() {
    this.#isBegun = false;
  }

  get taskId() {
    return this.#route.name === 'task' ? this.#route.id : null;
  }

  get sessionId() {
    if (this.#route.name === 'session') return this.#route.id;
    if (this.taskId === null) return null;
    return (this.store.task(this.taskId) ?? this.details.view(this.taskId))?.session_id ?? null;
  }

  /** Whether output may be followed: only while somebody looks, and the server is there. */
  get mayStream() {
    return document.visibilityState === 'visible' && this.store.isHeard;
  }

  /** What happens next to a task; null if it is over or not known. @param {TaskRow} task */
  nextOf(task) {
    return isTerminal(task.state) ? null : (this.details.view(task.task_id)?.next ?? null);
  }

  /** @param {string} hash */
  go(hash) {
    location.hash = hash;
  }

  /** @param {SubmitBody} body @returns {Promise<FullView|null>} */
  send(body) {
    return this.#deliver(this.outbox.send(body));
  }

  /** Draws everything anew before the next frame, however often it is asked to. */
  draw() {
    if (this.#isDrawing) return;
    this.#isDrawing = true;
    requestAnimationFrame(() => {
      this.#isDrawing = false;
      if (this.#isBegun) this.#know();
      for (const view of this.#views) view.update();
      this.#keepFocusInSight();
    });
  }

  /** @param {Promise<FullView|null>} sending */
  async #deliver(sending) {
    const task = await sending;
    if (task) {
      this.announcer.say(`Sent: ${task.title}.`);
      this.go(hashOf(task.task_id));
    }
    return task;
  }

  #follow() {
    this.#route = routeOf(location.hash);
    this.note = this.#route.name === 'nowhere' ? 'There is no such page.' : null;
    document.body.dataset.route = this.#route.name;
    this.draw();
  }

  /** Asks for what the screen needs and does not have. */
  #know() {
    const { sessionId, taskId, store } = this;
    const wanted = `${sessionId} of ${store.generation}`;
    if (wanted !== this.#opened && store.generation > 0) void this.#open(sessionId, wanted);
    const tasks = sessionId === null ? [] : store.tasksOf(sessionId);
    const open = tasks.filter((task) => !isTerminal(task.state)).slice(0, DETAIL_LIMIT).map((task) => task.task_id);
    this.details.want(taskId === null ? open : [taskId, ...open]);
    if (taskId !== null && sessionId === null) this.note = this.details.problem(taskId);
    const title = sessionId === null ? undefined : store.session(sessionId)?.title;
    document.title = title ? `${title} – TaskSync` : 'TaskSync';
  }

  /** @param {string|null} sessionId @param {string} wanted */
  async #open(sessionId, wanted) {
    this.#opened = wanted;
    this.store.watch(sessionId === null ? [] : [sessionId]);
    if (sessionId === null) return;
    try {
      await this.reads.session(sessionId);
      const view = this.taskId === null ? null : this.details.view(this.taskId);
      if (view) this.store.addTask(view); // A task of long ago is not among the session's newest.
      this.note = null;
    } catch (error) {
      this.note = /** @type {Error} */ (error).message;
      const askAgain = () => { this.#opened = null; };
      if (error instanceof Unanswered) this.store.addEventListener('beat', askAgain, { once: true });
    }
    this.draw();
  }

  /** On a narrow screen a new route hides the pane that had the focus. */
  #keepFocusInSight() {
    const focused = document.activeElement;
    if (focused instanceof HTMLElement && focused !== document.body && !focused.checkVisibility()) {
      document.querySelector(/** @type {any} */ (this.taskId ? '#task-title' : '#session-title'))?.focus();
    }
  }
}

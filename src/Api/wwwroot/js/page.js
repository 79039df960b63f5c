import { Unanswered } from './net/api.js';
import { hashOf, routeOf } from './route.js';
import { isTerminal } from './state/words.js';
import { Announcer } from './views/announcer.js';
import { ComposerView } from './views/composer.js';
import { ConnectionView } from './views/connection.js';
import { FleetView } from './views/fleet.js';
import { FleetLinkView } from './views/fleetLink.js';
import { SearchView } from './views/search.js';
import { SessionView } from './views/session.js';
import { SessionHeadView } from './views/sessionHead.js';
import { SessionsView } from './views/sessions.js';
import { TaskView } from './views/task.js';

/** @import { Actions } from './net/actions.js' */
/** @import { Details } from './net/details.js' */
/** @import { Finder } from './net/finder.js' */
/** @import { Outbox } from './net/outbox.js' */
/** @import { Reads } from './net/reads.js' */
/** @import { Steps } from './net/steps.js' */
/** @import { FollowerParts } from './output/follower.js' */
/** @import { Store } from './state/store.js' */
/** @import { SubmitBody, TaskKind, TaskRow, TaskView as FullView } from './types.js' */

/** Open tasks of a session of which the page asks what happens next. Those behind them just wait for their turn. */
const DETAIL_LIMIT = 5;

/** What agents hold: every task that an agent has and that is not over. */
const HELD = new URLSearchParams({ state: 'queued,working,input_required,cancelling,unknown' });

const NOTHING = new URLSearchParams();

/**
 * @typedef {object} Parts
 * @property {Store} store
 * @property {Reads} reads
 * @property {Details} details
 * @property {Steps} steps
 * @property {Finder} finder what somebody looks for
 * @property {Finder} holdings what the agents hold
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
  #search;
  #session;
  #task;
  #views;

  /** @param {Parts} parts */
  constructor({ store, reads, details, steps, finder, holdings, actions, outbox, output }) {
    this.store = store;
    this.reads = reads;
    this.details = details;
    this.steps = steps;
    this.finder = finder;
    this.holdings = holdings;
    this.actions = actions;
    this.outbox = outbox;
    this.output = output;
    this.announcer = new Announcer(store);
    this.#search = new SearchView(this);
    this.#session = new SessionView(this);
    this.#task = new TaskView(this);
    this.#views = [
      new ConnectionView(store), new FleetLinkView(store), this.#search, new SessionsView(this), new FleetView(this),
      new SessionHeadView(this), this.#session, this.#task, new ComposerView(this), this.announcer,
    ];
    const parts = [store, details, steps, finder, holdings, actions, outbox];
    for (const part of parts) part.addEventListener('change', () => this.draw());
    store.addEventListener('beat', () => this.draw());
    window.addEventListener('hashchange', () => this.#follow());
    document.addEventListener('keydown', (event) => this.#press(event));
    document.querySelector('#skip')?.addEventListener('click', () => this.#focusHeading());
  }

  /** Somebody is logged in: the page asks for what it shows, and what this tab still has to say goes out. */
  begin() {
    this.#isBegun = true;
    this.#follow();
    void this.#deliver(this.outbox.resume());
  }

  /** Nobody looks: the next draw is that of the next look, so what holds a connection is told at once. */
  pause() {
    this.#session.pause();
    this.#task.pause();
  }

  /** Nobody is logged in any more, so there is nothing to ask. */
  end() {
    this.#isBegun = false;
  }

  get route() {
    return this.#route;
  }

  get isSearching() {
    return this.#search.isSearching;
  }

  get taskId() {
    return this.#route.name === 'task' ? this.#route.id : null;
  }

  get sessionId() {
    if (this.#route.name === 'session') return this.#route.id;
    if (this.taskId === null) return null;
    return (this.store.task(this.taskId) ?? this.details.view(this.taskId))?.session_id ?? null;
  }

  /** The session on the screen, once it is known. */
  get session() {
    return this.sessionId === null ? undefined : this.store.session(this.sessionId);
  }

  /** The task whose output the conversation may follow: one at a time, so that few connections are held. */
  get streamed() {
    const tasks = this.sessionId === null ? [] : this.store.tasksOf(this.sessionId);
    return tasks.findLast((task) => !isTerminal(task.state) && task.attempt > 0)?.task_id ?? null;
  }

  /** Whether there are agents, and none of them can do this. @param {TaskKind} kind */
  nobodyOffers(kind) {
    const { agents } = this.store;
    return agents.length > 0 && !agents.some((agent) => agent.offer.kinds.includes(kind));
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
      this.go(hashOf(task.session_id));
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
    const { views, steps } = this.#session.wanted;
    this.details.want([...new Set([...(taskId === null ? [] : [taskId]), ...open, ...views])]);
    this.steps.want(steps);
    this.holdings.ask(this.#route.name === 'agents' ? HELD : NOTHING);
    if (taskId !== null && sessionId === null) this.note = this.details.problem(taskId);
    const title = this.#route.name === 'agents' ? 'Agents' : this.session?.title;
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
      this.#focusHeading();
    }
  }

  /** What the route is about begins with its heading. */
  #focusHeading() {
    const heading = this.taskId ? '#task-title' : this.#route.name === 'agents' ? '#fleet-heading' : '#session-title';
    /** @type {HTMLElement|null} */ (document.querySelector(heading))?.focus();
  }

  /** Escape leaves the details of a task, unless something within the page needs it more. @param {KeyboardEvent} event */
  #press(event) {
    if (event.key !== 'Escape' || event.defaultPrevented || this.taskId === null || this.sessionId === null) return;
    if (document.querySelector('dialog[open]')) return;
    this.go(hashOf(this.sessionId));
  }
}

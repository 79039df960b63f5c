import { Needs } from './needs.js';
import { hashOf, routeOf } from './route.js';
import { isTerminal } from './state/words.js';
import { Announcer } from './views/announcer.js';
import { ComposerView } from './views/composer.js';
import { ConnectionView } from './views/connection.js';
import { FleetView } from './views/fleet.js';
import { FleetLinkView } from './views/fleetLink.js';
import { Focus } from './views/focus.js';
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
  #isBegun = false;
  #isDrawing = false;
  #needs = new Needs(this);
  #focus;
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
    this.#focus = new Focus(this);
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
      this.#focus.keepInSight();
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

  #know() {
    this.#needs.update(this.#session.wanted);
    const title = this.#route.name === 'agents' ? 'Agents' : this.session?.title;
    document.title = title ? `${title} – TaskSync` : 'TaskSync';
  }
}

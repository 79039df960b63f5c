import { Clock } from './clock.js';
import { earliest } from './cursor.js';
import { Known } from './known.js';
import { Liveness } from './liveness.js';

/** @import { AgentPage, Beat, OutputHint, RowKind, SessionPage, SessionView, Snapshot, TaskRow, TaskView } from '../types.js' */

/**
 * All that the page knows: a snapshot and the changes after it. It is no record of its own, and it knows no DOM and no
 * network. It says `change` when something that it knows is new, `row` for each row of the feed that is news,
 * `elsewhere` for each of a task that it does not keep, `hint` when the output of a task is said to have grown, and
 * `beat` when the server was heard.
 */
export class Store extends EventTarget {
  #known = new Known();
  #liveness;

  /** Counts the snapshots: an answer that was asked for before the newest one must not be mixed into it. */
  generation = 0;

  /** @param {Clock} clock */
  constructor(clock = new Clock()) {
    super();
    this.#liveness = new Liveness(clock);
  }

  // ---- what is so, as far as is known

  get truth() {
    return this.#liveness.truth;
  }

  get isLive() {
    return this.#liveness.isLive;
  }

  get isHeard() {
    return this.#liveness.isHeard;
  }

  get asOfMs() {
    return this.#liveness.asOfMs;
  }

  get serverNowMs() {
    return this.#liveness.serverNowMs;
  }

  get reached() {
    return this.#liveness.reached;
  }

  get watched() {
    return this.#known.watched;
  }

  /** Where the session list can be read on; undefined at its end. */
  get moreSessions() {
    return this.#known.moreSessions;
  }

  /** Sessions that are not put away, the last active first. */
  get sessions() {
    return this.#known.sessions;
  }

  /** Sessions that are put away, as far as they were read, the last active first. */
  get archivedSessions() {
    return this.#known.archivedSessions;
  }

  get agents() {
    return this.#known.agents;
  }

  /** @param {string} id */
  session(id) {
    return this.#known.session(id);
  }

  /** @param {string} id */
  task(id) {
    return this.#known.task(id);
  }

  /** @param {string|undefined} id */
  agent(id) {
    return this.#known.agent(id);
  }

  /** @param {string} sessionId */
  tasksOf(sessionId) {
    return this.#known.tasksOf(sessionId);
  }

  /** @param {string|undefined} agentId */
  isUnproven(agentId) {
    return this.#liveness.isUnproven(agentId);
  }

  // ---- what comes in

  /**
   * Takes a whole snapshot in place of everything. Its parts were read one after the other, so the feed goes on from
   * the earliest; what was in a later part already is then no news.
   * @param {Snapshot} snapshot
   */
  replace({ sessions, agents, opened }) {
    this.generation += 1;
    this.#known.clear();
    this.#liveness.reached = earliest([sessions.cursor, agents.cursor, ...opened.map((view) => view.cursor)]);
    this.#known.takeSessions(sessions);
    this.#known.takeAgents(agents);
    for (const view of opened) this.#known.takeSession(view);
    this.#say('change');
  }

  /** @param {SessionPage} page */
  addSessions(page) {
    this.#known.takeSessions(page);
    this.#say('change');
  }

  /** @param {SessionView} view */
  addSession(view) {
    this.#known.takeSession(view);
    this.#say('change');
  }

  /** @param {TaskRow[]} tasks */
  addTasks(tasks) {
    for (const task of tasks) this.#known.putTask(task);
    this.#say('change');
  }

  /** Takes sessions that are put away: they are in no snapshot. @param {SessionPage} page */
  addArchived(page) {
    this.#known.putSessions(page.sessions);
    this.#say('change');
  }

  /** @param {AgentPage} page */
  addAgents(page) {
    this.#known.takeAgents(page);
    this.#say('change');
  }

  /** Takes a task as a call answered with it, which may be before the feed tells. @param {TaskView} view */
  addTask(view) {
    if (this.#known.putTask({ ...view, late: view.late_report ? true : undefined })) this.#say('change');
  }

  /**
   * Takes one row of the feed.
   * @param {RowKind} kind
   * @param {any} row a summary or a removal
   * @param {string} cursor the place of the row
   */
  take(kind, row, cursor) {
    const news = row.removed ? this.#known.remove(kind, row) : this.#known.put(kind, row);
    this.#liveness.reach(cursor);
    const isElsewhere = !news && kind === 'task';
    if (news || isElsewhere) this.dispatchEvent(new CustomEvent(news ? 'row' : 'elsewhere', { detail: { kind, row } }));
    if (news) this.#say('change');
  }

  /**
   * Passes on that an output grew. It proves nothing and is no row; for a lost one the next row makes up.
   * @param {OutputHint} hint
   */
  hint(hint) {
    this.dispatchEvent(new CustomEvent('hint', { detail: hint }));
  }

  /** @param {Beat} beat */
  hear(beat) {
    this.#liveness.hear(beat);
    this.#say('beat');
  }

  /** @param {boolean} isStreaming whether a stream is open */
  setStreaming(isStreaming) {
    if (this.#liveness.setStreaming(isStreaming)) this.#say('change');
  }

  /** The server doesn't know our place any more. What is shown stays, not live, until a new snapshot is there. */
  forgetPlace() {
    this.#liveness.reached = null;
    this.#say('change');
  }

  /**
   * Keeps the tasks of these sessions and no others. Rows that the feed brings are kept from now on, so whoever reads a
   * session must call this first: what changes while the answer is under way is then not missed.
   * @param {string[]} sessionIds
   */
  watch(sessionIds) {
    this.#known.watch(sessionIds);
  }

  /** @param {'change'|'beat'} what */
  #say(what) {
    this.dispatchEvent(new Event(what));
  }
}

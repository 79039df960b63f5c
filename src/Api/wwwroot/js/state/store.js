import { Clock } from './clock.js';
import { earliest } from './cursor.js';
import { Liveness } from './liveness.js';
import { Rows } from './rows.js';

/** @import { AgentPage, AgentRow, Beat, OutputHint, Removal, RowKind } from '../types.js' */
/** @import { SessionPage, SessionRow, SessionView, Snapshot, TaskRow, TaskView } from '../types.js' */

/**
 * All that the page knows: a snapshot and the changes after it. It is no record of its own, and it knows no DOM and no
 * network. It says `change` when something that it knows is new, `row` for each row of the feed that is news,
 * `elsewhere` for each of a task that it does not keep, `hint` when the output of a task is said to have grown, and
 * `beat` when the server was heard.
 */
export class Store extends EventTarget {
  /** @type {Rows<TaskRow>} */ #tasks = new Rows();
  /** @type {Rows<SessionRow>} */ #sessions = new Rows();
  /** @type {Rows<AgentRow>} */ #agents = new Rows();
  /** Sessions whose tasks are kept; those of others would pile up for as long as the page is open. */
  #watched = /** @type {Set<string>} */ (new Set());
  #liveness;

  /** Where the session list can be read on; undefined at its end. @type {string|undefined} */
  moreSessions;

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
    return [...this.#watched];
  }

  /** Sessions that are not put away, the last active first. */
  get sessions() {
    return this.#sessionsThat((session) => !session.archived_at);
  }

  /** Sessions that are put away, as far as they were read, the last active first. */
  get archivedSessions() {
    return this.#sessionsThat((session) => session.archived_at !== undefined);
  }

  get agents() {
    return this.#agents
      .all()
      .filter((agent) => agent.presence !== 'removed')
      .sort((a, b) => a.name.localeCompare(b.name));
  }

  /** @param {string} id */
  session(id) {
    return this.#sessions.get(id);
  }

  /** @param {string} id */
  task(id) {
    return this.#tasks.get(id);
  }

  /** @param {string|undefined} id */
  agent(id) {
    return id === undefined ? undefined : this.#agents.get(id);
  }

  /** @param {string} sessionId */
  tasksOf(sessionId) {
    return this.#tasks
      .all()
      .filter((task) => task.session_id === sessionId)
      .sort((a, b) => a.ordinal - b.ordinal);
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
    this.#tasks = new Rows();
    this.#sessions = new Rows();
    this.#agents = new Rows();
    this.#liveness.reached = earliest([sessions.cursor, agents.cursor, ...opened.map((view) => view.cursor)]);
    this.#takeSessions(sessions);
    this.#takeAgents(agents);
    for (const view of opened) this.#takeSession(view);
    this.#say('change');
  }

  /** @param {SessionPage} page */
  addSessions(page) {
    this.#takeSessions(page);
    this.#say('change');
  }

  /** @param {SessionView} view */
  addSession(view) {
    this.#takeSession(view);
    this.#say('change');
  }

  /** @param {TaskRow[]} tasks */
  addTasks(tasks) {
    for (const task of tasks) this.#putTask(task);
    this.#say('change');
  }

  /** Takes sessions that are put away: they are in no snapshot. @param {SessionPage} page */
  addArchived(page) {
    for (const session of page.sessions) this.#sessions.put(session.session_id, session);
    this.#say('change');
  }

  /** @param {AgentPage} page */
  addAgents(page) {
    this.#takeAgents(page);
    this.#say('change');
  }

  /** Takes a task as a call answered with it, which may be before the feed tells. @param {TaskView} view */
  addTask(view) {
    if (this.#putTask({ ...view, late: view.late_report ? true : undefined })) this.#say('change');
  }

  /**
   * Takes one row of the feed.
   * @param {RowKind} kind
   * @param {any} row a summary or a {@link Removal}
   * @param {string} cursor the place of the row
   */
  take(kind, row, cursor) {
    const news = row.removed ? this.#remove(kind, row) : this.#put(kind, row);
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
    this.#watched = new Set(sessionIds);
    this.#tasks.drop((task) => !this.#watched.has(task.session_id));
  }

  /** @param {(session: SessionRow) => boolean} isWanted */
  #sessionsThat(isWanted) {
    return this.#sessions
      .all()
      .filter(isWanted)
      .sort((a, b) => b.last_activity_at.localeCompare(a.last_activity_at) || b.change - a.change);
  }

  /** @param {SessionPage} page */
  #takeSessions(page) {
    for (const session of page.sessions) this.#sessions.put(session.session_id, session);
    this.moreSessions = page.next;
  }

  /** @param {SessionView} view */
  #takeSession(view) {
    this.#sessions.put(view.session.session_id, view.session);
    for (const task of view.tasks) this.#putTask(task);
  }

  /** @param {AgentPage} page */
  #takeAgents(page) {
    for (const agent of page.agents) {
      this.#agents.put(agent.agent_id, agent);
      // These come with reads alone and change without the row, so the newest read is right about them.
      const { busy, last_heard_at } = agent;
      this.#agents.touch(agent.agent_id, { busy, last_heard_at });
    }
  }

  /** @param {RowKind} kind @param {any} row */
  #put(kind, row) {
    if (kind === 'task') return this.#putTask(row);
    if (kind === 'session') return this.#sessions.put(row.session_id, row);
    const { busy, last_heard_at } = this.#agents.get(row.agent_id) ?? {};
    return this.#agents.put(row.agent_id, { busy, last_heard_at, ...row });
  }

  /** @param {TaskRow} task */
  #putTask(task) {
    return this.#watched.has(task.session_id) && this.#tasks.put(task.task_id, task);
  }

  /** @param {RowKind} kind @param {Removal} removal */
  #remove(kind, removal) {
    const rows = { task: this.#tasks, session: this.#sessions, agent: this.#agents }[kind];
    return rows.remove(removal.id, removal.change);
  }

  /** @param {'change'|'beat'} what */
  #say(what) {
    this.dispatchEvent(new Event(what));
  }
}

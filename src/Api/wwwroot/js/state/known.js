import { Rows } from './rows.js';

/** @import { AgentPage, AgentRow, Removal, RowKind } from '../types.js' */
/** @import { SessionPage, SessionRow, SessionView, TaskRow } from '../types.js' */

/** The newest rows of tasks, sessions and agents that were seen, in the order in which they are shown. */
export class Known {
  /** @type {Rows<TaskRow>} */ #tasks = new Rows();
  /** @type {Rows<SessionRow>} */ #sessions = new Rows();
  /** @type {Rows<AgentRow>} */ #agents = new Rows();
  /** Sessions whose tasks are kept; those of others would pile up for as long as the page is open. */
  #watched = /** @type {Set<string>} */ (new Set());

  /** Where the session list can be read on; undefined at its end. @type {string|undefined} */
  moreSessions;

  // ---- what is so, as far as is known

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

  // ---- what comes in

  /** Forgets every row before a snapshot, not what is watched. */
  clear() {
    this.#tasks = new Rows();
    this.#sessions = new Rows();
    this.#agents = new Rows();
  }

  /** @param {SessionPage} page */
  takeSessions(page) {
    this.putSessions(page.sessions);
    this.moreSessions = page.next;
  }

  /** @param {SessionRow[]} sessions */
  putSessions(sessions) {
    for (const session of sessions) this.#sessions.put(session.session_id, session);
  }

  /** @param {SessionView} view */
  takeSession(view) {
    this.putSessions([view.session]);
    for (const task of view.tasks) this.putTask(task);
  }

  /** @param {AgentPage} page */
  takeAgents(page) {
    for (const agent of page.agents) {
      this.#agents.put(agent.agent_id, agent);
      // These come with reads alone and change without the row, so the newest read is right about them.
      const { busy, last_heard_at } = agent;
      this.#agents.touch(agent.agent_id, { busy, last_heard_at });
    }
  }

  /** @param {TaskRow} task @returns {boolean} whether it was news of a session that is watched */
  putTask(task) {
    return this.#watched.has(task.session_id) && this.#tasks.put(task.task_id, task);
  }

  /** @param {RowKind} kind @param {any} row @returns {boolean} whether it was news */
  put(kind, row) {
    if (kind === 'task') return this.putTask(row);
    if (kind === 'session') return this.#sessions.put(row.session_id, row);
    const { busy, last_heard_at } = this.#agents.get(row.agent_id) ?? {};
    return this.#agents.put(row.agent_id, { busy, last_heard_at, ...row });
  }

  /** @param {RowKind} kind @param {Removal} removal @returns {boolean} whether it was news */
  remove(kind, removal) {
    const rows = { task: this.#tasks, session: this.#sessions, agent: this.#agents }[kind];
    return rows.remove(removal.id, removal.change);
  }

  /** Keeps the tasks of these sessions and no others. @param {string[]} sessionIds */
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
}

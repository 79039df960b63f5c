import { countsText } from '../state/words.js';
import { KeyedList, setOptional, setText } from './dom.js';
import { TaskItem } from './taskItem.js';

/** @import { Page } from '../page.js' */
/** @import { TaskRow } from '../types.js' */

/** One session: its tasks in order. */
export class SessionView {
  #page;
  #title = /** @type {HTMLElement} */ (document.querySelector('#session-title'));
  #counts = /** @type {HTMLElement} */ (document.querySelector('#session-counts'));
  #note = /** @type {HTMLElement} */ (document.querySelector('#session-note'));
  #earlier = /** @type {HTMLButtonElement} */ (document.querySelector('#session-earlier'));
  #tasks = /** @type {HTMLElement} */ (document.querySelector('#session-tasks'));
  #list;

  /** @param {Page} page */
  constructor(page) {
    this.#page = page;
    this.#list = new KeyedList(this.#tasks, (/** @type {TaskRow} */ task) => task.task_id, () => new TaskItem(page));
    this.#earlier.addEventListener('click', () => void this.#readEarlier());
  }

  update() {
    const { sessionId, store } = this.#page;
    const session = sessionId === null ? undefined : store.session(sessionId);
    const tasks = session ? store.tasksOf(session.session_id) : [];
    setText(this.#title, session?.title ?? (sessionId === null ? 'New task' : 'Session'));
    setOptional(this.#counts, session ? countsText(session) : null);
    setOptional(this.#note, this.#page.note);
    this.#earlier.hidden = (tasks[0]?.ordinal ?? 1) <= 1;
    this.#list.update(tasks);
  }

  async #readEarlier() {
    const { sessionId, reads } = this.#page;
    this.#earlier.disabled = true;
    if (sessionId) await reads.earlierTasks(sessionId).catch(() => {}); // The button stays for another try.
    this.#earlier.disabled = false;
  }
}

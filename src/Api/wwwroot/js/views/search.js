import { hashOf } from '../route.js';
import { ago } from '../state/times.js';
import { silenceText, stateWord, TASK_STATES } from '../state/words.js';
import { choices } from './choices.js';
import { el, KeyedList, Mark, setAttribute, setOptional, setText } from './dom.js';

/** @import { Page } from '../page.js' */
/** @import { TaskRow } from '../types.js' */

const DAY_MS = 24 * 60 * 60 * 1000;

/** Looks for tasks in titles, prompts and results, and shows them in place of the sessions. */
export class SearchView {
  #page;
  #form = /** @type {HTMLFormElement} */ (document.querySelector('#search'));
  #text = /** @type {HTMLInputElement} */ (document.querySelector('#search-text'));
  #state = /** @type {HTMLSelectElement} */ (document.querySelector('#search-state'));
  #agent = /** @type {HTMLSelectElement} */ (document.querySelector('#search-agent'));
  #days = /** @type {HTMLSelectElement} */ (document.querySelector('#search-days'));
  #section = /** @type {HTMLElement} */ (document.querySelector('#found'));
  #note = /** @type {HTMLElement} */ (document.querySelector('#found-note'));
  #agents = choices(this.#agent);
  #list;

  /** @param {Page} page */
  constructor(page) {
    this.#page = page;
    const parent = /** @type {HTMLElement} */ (document.querySelector('#found-list'));
    this.#list = new KeyedList(parent, (/** @type {TaskRow} */ task) => task.task_id, () => new FoundItem(page));
    choices(this.#state).update([{ value: '', word: 'Any state' },
      ...TASK_STATES.map((state) => ({ value: state, word: stateWord(state) }))]);
    this.#form.addEventListener('input', () => this.#ask());
    this.#form.addEventListener('submit', (event) => event.preventDefault());
    this.#form.addEventListener('keydown', (event) => { if (event.key === 'Escape') this.#clear(event); });
  }

  get isSearching() {
    return this.#query.size > 0;
  }

  update() {
    const { store, finder } = this.#page;
    this.#agents.update([{ value: '', word: 'Any agent' },
      ...store.agents.map(({ agent_id, name }) => ({ value: agent_id, word: name }))]);
    this.#section.hidden = !this.isSearching;
    if (!this.isSearching) return;
    setOptional(this.#note, finder.problem ?? noteOf(finder.tasks, finder.hasMore));
    this.#list.update(finder.tasks ?? []);
  }

  get #query() {
    const query = new URLSearchParams();
    const text = this.#text.value.trim();
    if (text !== '') query.set('q', text);
    if (this.#state.value !== '') query.set('state', this.#state.value);
    if (this.#agent.value !== '') query.set('agent_id', this.#agent.value);
    if (this.#days.value !== '') query.set('from', dayBefore(Number(this.#days.value)));
    return query;
  }

  #ask() {
    this.#page.finder.ask(this.#query);
    this.#page.draw();
  }

  /** @param {KeyboardEvent} event */
  #clear(event) {
    if (!this.isSearching) return;
    event.preventDefault();
    event.stopPropagation();
    this.#form.reset();
    this.#ask();
  }
}

class FoundItem {
  #page;
  #mark = new Mark();
  #title = el('span', { class: 'item-title' });
  #when = el('span', { class: 'quiet item-when' });
  #word = el('span', { class: 'item-word' });
  #silence = el('span', { class: 'silence' });
  #said = el('span', { class: 'quiet item-facts' });
  #link = el('a', { class: 'item' }, this.#mark.element, this.#title, this.#when,
    el('span', { class: 'item-line' }, this.#word, this.#silence, this.#said));

  /** @param {Page} page */
  constructor(page) {
    this.#page = page;
    this.element = el('li', {}, this.#link);
  }

  /** @param {TaskRow} task */
  update(task) {
    const { store, taskId } = this.#page;
    setAttribute(this.#link, 'href', hashOf(task.task_id));
    setAttribute(this.#link, 'aria-current', taskId === task.task_id ? 'page' : undefined);
    this.#mark.update(task.state);
    setText(this.#title, task.title);
    setText(this.#when, store.serverNowMs === null ? '' : ago(store.serverNowMs - Date.parse(task.created_at)));
    setAttribute(this.#word, 'class', `item-word state-${task.state}`);
    setText(this.#word, stateWord(task.state));
    setOptional(this.#silence, silenceText(task, store.serverNowMs));
    setText(this.#said, task.result?.text ?? '');
  }
}

/** From midnight on, so that the question stays the same while one looks at its answer. @param {number} days */
function dayBefore(days) {
  const midnight = new Date(Date.now() - (days - 1) * DAY_MS);
  midnight.setHours(0, 0, 0, 0);
  return midnight.toISOString();
}

/** @param {TaskRow[]|null} tasks @param {boolean} hasMore */
function noteOf(tasks, hasMore) {
  if (tasks === null) return 'Looking…';
  if (tasks.length === 0) return 'Nothing is found.';
  if (hasMore) return `The ${tasks.length} newest. Ask more closely for others.`;
  return `${tasks.length} ${tasks.length === 1 ? 'task' : 'tasks'}`;
}

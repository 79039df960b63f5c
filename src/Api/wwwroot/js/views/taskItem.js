import { hashOf } from '../route.js';
import { span, took } from '../state/times.js';
import { isTerminal, nextText, taskWord } from '../state/words.js';
import { el, Mark, setAttribute, setOptional, setText } from './dom.js';
import { TaskButtons } from './taskButtons.js';

/** @import { Page } from '../page.js' */
/** @import { TaskRow } from '../types.js' */

/** One task in the list of its session. */
export class TaskItem {
  #page;
  #mark = new Mark();
  #word = el('span', { class: 'item-word' });
  #when = el('span', { class: 'quiet item-when' });
  #title = el('span', { class: 'item-title mono' });
  #facts = el('span', { class: 'quiet' });
  #message = el('p', { class: 'task-message' });
  #next = el('p', { class: 'task-next' });
  #buttons;
  #link = el('a', { class: 'item' }, this.#mark.element, this.#title, this.#when,
    el('span', { class: 'item-line' }, this.#word, this.#facts));

  /** @param {Page} page */
  constructor(page) {
    this.#page = page;
    this.#buttons = new TaskButtons(page);
    this.element = el('li', { class: 'task' }, this.#link,
      el('div', { class: 'task-more' }, this.#message, this.#next, this.#buttons.element));
  }

  /** @param {TaskRow} task */
  update(task) {
    const { store, taskId } = this.#page;
    const unproven = store.isUnproven(task.agent_id) && !isTerminal(task.state);
    setAttribute(this.element, 'data-proven', unproven ? 'no' : undefined);
    setAttribute(this.#link, 'href', hashOf(task.task_id));
    setAttribute(this.#link, 'aria-current', taskId === task.task_id ? 'true' : undefined);
    this.#mark.update(task.state);
    setAttribute(this.#word, 'class', `item-word state-${task.state}`);
    setText(this.#word, taskWord(task, unproven));
    setText(this.#title, task.title);
    setText(this.#when, timeInState(task, store.serverNowMs));
    setText(this.#facts, this.#factsOf(task));
    setOptional(this.#message, task.message);
    const next = this.#page.nextOf(task);
    setOptional(this.#next, next && nextText(next, (id) => store.task(id)?.title));
    this.#buttons.element.hidden = taskId === task.task_id || isTerminal(task.state);
    this.#buttons.update(task);
  }

  /** @param {TaskRow} task */
  #factsOf(task) {
    const facts = [];
    if (task.agent_id) facts.push(this.#page.store.agent(task.agent_id)?.name ?? task.agent_id);
    if (task.attempt > 1) facts.push(`attempt ${task.attempt}`);
    if (task.late) facts.push('late report');
    return facts.join(' · ');
  }
}

/**
 * How long it is in its state; for one that is over, how long it took.
 * @param {TaskRow} task
 * @param {number|null} nowMs
 */
export function timeInState(task, nowMs) {
  if (task.ended_at) return task.started_at ? took(Date.parse(task.ended_at) - Date.parse(task.started_at)) : '';
  return nowMs === null ? '' : span(nowMs - Date.parse(task.since));
}

import { joinArgv } from '../argv.js';
import { hashOf } from '../route.js';
import { spentText } from '../state/money.js';
import { clock, span, took } from '../state/times.js';
import { isTerminal, nextText, nextTimeText, silenceText, taskWord } from '../state/words.js';
import { el, Mark, setAttribute, setOptional, setText } from './dom.js';
import { OutputView } from './output.js';
import { ProseView } from './prose.js';
import { QuestionView } from './question.js';
import { StepsView } from './steps.js';
import { TaskButtons } from './taskButtons.js';

/** @import { Page } from '../page.js' */
/** @import { TaskRow, TaskView as FullView } from '../types.js' */

/** One task in the conversation of its session: what was asked, what is done about it, and what came of it. */
export class TurnView {
  #page;
  #ask = el('div', { class: 'turn-ask' });
  #mark = new Mark();
  #word = el('strong', { class: 'item-word' });
  #silence = el('span', { class: 'silence' });
  #facts = el('span', { class: 'quiet' });
  #link = el('a', { class: 'turn-link' }, 'Details');
  #message = el('p', { class: 'task-message' });
  #next = el('p', { class: 'task-next' });
  #doneWord = el('span');
  #done = el('details', { class: 'done' });
  #steps = new StepsView();
  #answer = new ProseView();
  #output;
  #question;
  #buttons;
  /**
   * Whether somebody opened or closed the steps; until then they are open while there is no answer.
   * @type {boolean|null}
   */
  #choice = null;
  /** @type {TaskRow|null} */ #task = null;
  /** Whether it is, or was, near the part of the list that can be seen. */
  isNear = false;

  /** @param {Page} page @param {IntersectionObserver} sight */
  constructor(page, sight) {
    this.#page = page;
    this.#output = new OutputView(page);
    this.#question = new QuestionView(page);
    this.#buttons = new TaskButtons(page);
    const summary = el('summary', { click: () => { this.#choice = !this.#done.open; } }, this.#doneWord);
    this.#done.append(summary, this.#steps.element);
    this.#done.addEventListener('toggle', () => page.draw());
    this.element = el('li', { class: 'turn' }, this.#ask,
      el('p', { class: 'turn-state' }, this.#mark.element, this.#word, this.#silence, this.#facts, this.#link),
      this.#message, this.#done, this.#output.element, this.#answer.element, this.#question.element,
      el('div', { class: 'turn-more' }, this.#next, this.#buttons.element));
    sight.observe(this.element);
  }

  /** Whether its full view is wanted. */
  get wantsView() {
    return this.isNear && this.#task !== null;
  }

  get wantsSteps() {
    return this.wantsView && this.#task?.kind !== 'command' && this.#done.open;
  }

  /** Holds no connection until the next update. */
  pause() {
    this.#output.pause();
  }

  close() {
    this.#output.close();
  }

  /** @param {TaskRow} task */
  update(task) {
    this.#task = task;
    const { details, taskId } = this.#page;
    const view = details.view(task.task_id);
    setAttribute(this.element, 'data-task', task.task_id);
    setAttribute(this.element, 'aria-current', taskId === task.task_id ? 'true' : undefined);
    this.#drawAsk(task, view);
    this.#drawState(task, view);
    this.#drawDone(task, view);
    this.#drawOutput(task, view);
    this.#question.update(view);
    this.#drawNext(task);
  }

  /** @param {TaskRow} task @param {FullView|null} view */
  #drawAsk(task, view) {
    setAttribute(this.#ask, 'class', task.kind === 'command' ? 'turn-ask mono' : 'turn-ask');
    setText(this.#ask, view?.prompt ?? (view?.argv ? joinArgv(view.argv) : task.title));
  }

  /** @param {TaskRow} task @param {FullView|null} view */
  #drawState(task, view) {
    const { store } = this.#page;
    const unproven = store.isUnproven(task.agent_id) && !isTerminal(task.state);
    setAttribute(this.element, 'data-proven', unproven ? 'no' : undefined);
    this.#mark.update(task.state);
    setAttribute(this.#word, 'class', `item-word state-${task.state}`);
    setText(this.#word, taskWord(task, unproven));
    setText(this.#facts, this.#factsOf(task, view));
    setAttribute(this.#link, 'href', hashOf(task.task_id));
    setAttribute(this.#link, 'aria-label', `Details of ${task.title}`);
    setOptional(this.#silence, silenceText(task, store.serverNowMs));
    // What a failed turn says for itself is its message, too, and the mark of a silent one: it is said once.
    setOptional(this.#message, task.stalled_since ? null : task.message);
  }

  /** @param {TaskRow} task @param {FullView|null} view */
  #drawDone(task, view) {
    const entry = this.#page.steps.of(task.task_id);
    const leftNone = entry?.complete === true && entry.steps.length === 0;
    this.#done.hidden = task.kind === 'command' || task.attempt === 0 || leftNone;
    const answer = isTerminal(task.state) ? answerOf(task, view) : '';
    this.#answer.element.hidden = answer === '';
    this.#answer.update(answer);
    if (this.#done.hidden) return;
    const isOpen = this.#choice ?? (!isTerminal(task.state) || (view !== null && !view.result?.text));
    if (this.#done.open !== isOpen) this.#done.open = isOpen;
    if (isOpen) this.#steps.update(entry, view?.result?.text ?? '');
    const word = isTerminal(task.state) ? 'What it did' : 'What it does';
    setText(this.#doneWord, this.#steps.summary === null ? word : `${word} · ${this.#steps.summary}`);
  }

  /** @param {TaskRow} task @param {FullView|null} view */
  #drawOutput(task, view) {
    const isShown = task.kind === 'command' && view !== null && this.isNear;
    this.#output.element.hidden = !isShown;
    const isOne = isTerminal(task.state) || this.#page.streamed === task.task_id;
    if (isShown) this.#output.update(view, this.#page.mayStream && isOne);
  }

  /** @param {TaskRow} task */
  #drawNext(task) {
    const { store } = this.#page;
    const next = this.#page.nextOf(task);
    const timeOf = (/** @type {string} */ at) => clock(Date.parse(at), store.serverNowMs ?? Date.now());
    setOptional(this.#next, next &&
      `${nextText(next, (id) => store.task(id)?.title)} ${nextTimeText(next, timeOf)}`.trim());
    this.#buttons.element.hidden = task.state === 'completed';
    this.#buttons.update(task);
  }

  /** @param {TaskRow} task @param {FullView|null} view */
  #factsOf(task, view) {
    const { store } = this.#page;
    const facts = [timeInState(task, store.serverNowMs)];
    if (task.agent_id) facts.push(store.agent(task.agent_id)?.name ?? task.agent_id);
    if (task.attempt > 1) facts.push(`attempt ${task.attempt}`);
    facts.push(spentText(view?.result ?? task.result));
    if (task.late) facts.push('late report');
    return facts.filter((fact) => fact !== '').join(' · ');
  }
}

/** @param {TaskRow} task @param {FullView|null} view */
function answerOf(task, view) {
  const text = view?.result?.text ?? '';
  return task.message && task.message.includes(text.slice(0, 200)) ? '' : text;
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

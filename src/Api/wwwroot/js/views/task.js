import { hashOf } from '../route.js';
import { clock } from '../state/times.js';
import { isTerminal, nextText, nextTimeText, silenceText, stateWord, taskWord } from '../state/words.js';
import { el, Mark, setAttribute, setOptional, setText } from './dom.js';
import { FactsView } from './facts.js';
import { OutputView } from './output.js';
import { TaskButtons } from './taskButtons.js';
import { timeInState } from './turn.js';
import { TimelineView } from './timeline.js';

/** @import { Page } from '../page.js' */
/** @import { TaskRow, TaskView as FullView } from '../types.js' */

/** One task in all detail: beside its conversation, or in its place where there is no room. */
export class TaskView {
  #page;
  #pane = /** @type {HTMLElement} */ (document.querySelector('#task'));
  #back = /** @type {HTMLAnchorElement} */ (document.querySelector('#task-back'));
  #title = /** @type {HTMLElement} */ (document.querySelector('#task-title'));
  #mark = new Mark();
  #word = el('strong', { class: 'item-word' });
  #silence = el('span', { class: 'silence' });
  #when = el('span', { class: 'quiet' });
  #message = el('p', { class: 'task-message' });
  #next = el('p', { class: 'task-next' });
  #late = el('p', { class: 'callout' });
  #buttons;
  #output;
  #raw = el('details', { class: 'raw', toggle: () => this.#page.draw() }, el('summary', {}, 'Raw output'));
  #facts = new FactsView();
  #timeline = new TimelineView();

  /** @param {Page} page */
  constructor(page) {
    this.#page = page;
    this.#buttons = new TaskButtons(page);
    this.#output = new OutputView(page);
    /** @type {HTMLElement} */ (document.querySelector('#task-body')).append(
      el('p', { class: 'task-state' }, this.#mark.element, this.#word, this.#when, this.#silence),
      this.#message, this.#next, this.#late, this.#buttons.element,
      this.#facts.element, this.#timeline.element, this.#raw);
    this.#raw.append(this.#output.element);
  }

  update() {
    const { taskId, store, details } = this.#page;
    const view = taskId === null ? null : details.view(taskId);
    const row = taskId === null ? undefined : (store.task(taskId) ?? view ?? undefined);
    this.#pane.hidden = row === undefined;
    if (!row) return this.#output.close();
    this.#drawState(row);
    setOptional(this.#next, this.#nextOf(row));
    this.#buttons.update(row);
    if (view) this.#drawView(view);
  }

  /** Holds no connection until the next update. */
  pause() {
    this.#output.pause();
  }

  /** @param {TaskRow} row */
  #drawState(row) {
    const { store } = this.#page;
    const unproven = store.isUnproven(row.agent_id) && !isTerminal(row.state);
    const time = timeInState(row, store.serverNowMs);
    setAttribute(this.#pane, 'data-proven', unproven ? 'no' : undefined);
    setAttribute(this.#back, 'href', hashOf(row.session_id));
    setText(this.#title, row.title);
    this.#mark.update(row.state);
    setAttribute(this.#word, 'class', `item-word state-${row.state}`);
    setText(this.#word, taskWord(row, unproven));
    setText(this.#when, isTerminal(row.state) ? endText(row, time) : `for ${time}`);
    setOptional(this.#silence, silenceText(row, store.serverNowMs));
    setOptional(this.#message, row.stalled_since ? silentMessage(row.stalled_since) : row.message);
  }

  /** @param {TaskRow} row */
  #nextOf(row) {
    const { store } = this.#page;
    const next = this.#page.nextOf(row);
    if (!next) return null;
    const time = nextTimeText(next, (at) => clock(Date.parse(at), store.serverNowMs ?? Date.now()));
    return `${nextText(next, (id) => store.task(id)?.title)} ${time}`;
  }

  /** @param {FullView} view */
  #drawView(view) {
    const late = view.late_report;
    setOptional(this.#late, late
      ? `Late report at ${clock(Date.parse(late.at))}: ${late.message ?? stateWord(late.state).toLowerCase()} `
        + 'It came after the task was over, so the state stays.'
      : null);
    if (this.#raw.open) this.#output.update(view);
    else this.#output.pause();
    this.#facts.update(view, this.#page);
    this.#timeline.update(view.timeline, this.#page);
  }
}

/** @param {TaskRow} row @param {string} took */
function endText(row, took) {
  const at = clock(Date.parse(row.ended_at ?? row.since), Date.now());
  return took === '' ? `at ${at}` : `at ${at}, after ${took}`;
}

/** @param {string} since */
function silentMessage(since) {
  const at = clock(Date.parse(since), Date.now());
  return `Its last sign of life was at ${at}. It may hang, or be busy with something that takes long.`;
}

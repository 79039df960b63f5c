import { inputText } from '../state/deeds.js';
import { el, setOptional, setText } from './dom.js';

/** @import { Page } from '../page.js' */
/** @import { Question, TaskView } from '../types.js' */

/** What a task waits to be told: whether a tool may be used, and what else there is to say. */
export class QuestionView {
  #page;
  #what = el('p', { class: 'question-what' });
  #input = el('pre', { class: 'code', tabindex: '0' });
  #note = el('p', { class: 'quiet' });
  #words = el('input', { 'aria-label': 'What to tell it', placeholder: 'What to tell it (optional)', autocomplete: 'off' });
  #allow = el('button', { class: 'primary' }, 'Allow');
  #deny = el('button', { type: 'button', click: () => this.#answer('deny') }, 'Deny');
  #status = el('span', { class: 'quiet' });
  element = el('form', { class: 'question', 'aria-label': 'It asks', submit: (event) => this.#submit(event) },
    this.#what, this.#input, this.#note, this.#words,
    el('div', { class: 'buttons' }, this.#allow, this.#deny, this.#status));
  #taskId = '';
  /** @type {Question|undefined} */ #question;

  /** @param {Page} page */
  constructor(page) {
    this.#page = page;
  }

  /** @param {TaskView|null} view */
  update(view) {
    const asked = view?.state === 'input_required' ? view.question : undefined;
    if (asked?.request_id !== this.#question?.request_id) this.#words.value = '';
    this.#question = asked;
    this.element.hidden = asked === undefined;
    if (!view || !asked) return;
    this.#taskId = view.task_id;
    setText(this.#what, `May it use ${asked.tool}?`);
    setOptional(this.#input, inputText({ text: asked.input }));
    setOptional(this.#note, asked.truncated ? 'Cut here; the whole output has all of it.' : null);
    this.#drawStatus(view);
  }

  /** @param {TaskView} view */
  #drawStatus({ task_id, answer, question }) {
    const asked = this.#page.actions.of(task_id);
    const isTold = answer !== undefined && answer.request_id === question?.request_id;
    const pending = asked?.name === 'answer' && asked.problem === null;
    for (const button of [this.#allow, this.#deny]) button.disabled = pending || isTold;
    this.#words.disabled = isTold;
    const told = isTold ? `${answer.behavior === 'allow' ? 'Allowed' : 'Denied'}; its agent is being told.` : null;
    setOptional(this.#status, pending ? 'Telling it…' : told);
  }

  /** @param {SubmitEvent} event */
  #submit(event) {
    event.preventDefault();
    this.#answer('allow');
  }

  /** @param {'allow'|'deny'} behavior */
  #answer(behavior) {
    const text = this.#words.value.trim();
    if (!this.#question) return;
    void this.#page.actions.answer(this.#taskId, {
      request_id: this.#question.request_id, behavior, ...(text === '' ? {} : { text }),
    });
  }
}

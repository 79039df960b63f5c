import { el, setOptional, setText } from './dom.js';
import { inputText } from '../state/deeds.js';

/** @import { Page } from '../page.js' */
/** @import { Question, TaskView } from '../types.js' */

/** What a task waits to be told: may a tool be used, or what is the answer. */
export class QuestionView {
  #page;
  #what = el('p', { class: 'question-what' });
  #text = el('p', { class: 'question-text' });
  #input = el('pre', { class: 'code', tabindex: '0' });
  #words = el('input', { 'aria-label': 'What to tell it', placeholder: 'What to tell it (optional)', autocomplete: 'off' });
  #deny = el('button', { type: 'button', click: () => this.#answer('deny') }, 'Deny');
  #status = el('span', { class: 'quiet' });
  element = el('form', { class: 'question', 'aria-label': 'It asks', submit: (event) => this.#allow(event) },
    this.#what, this.#text, this.#input, this.#words,
    el('div', { class: 'buttons' }, el('button', { class: 'primary' }, 'Allow'), this.#deny, this.#status));
  #taskId = '';
  /** @type {Question|undefined} */ #question;

  /** @param {Page} page */
  constructor(page) {
    this.#page = page;
  }

  /** @param {TaskView|null} view */
  update(view) {
    this.#question = view?.state === 'input_required' ? view.question : undefined;
    this.element.hidden = this.#question === undefined;
    if (!view || !this.#question) return;
    this.#taskId = view.task_id;
    const { tool, text, input } = this.#question;
    setText(this.#what, tool ? `May it use ${tool}?` : 'It asks');
    setOptional(this.#text, text);
    setOptional(this.#input, input && inputText({ text: input }));
    const asked = this.#page.actions.of(view.task_id);
    const pending = asked?.name === 'answer' && asked.problem === null;
    for (const button of this.element.querySelectorAll('button')) button.disabled = pending;
    setOptional(this.#status, pending ? 'Telling it…' : null);
  }

  /** @param {SubmitEvent} event */
  #allow(event) {
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

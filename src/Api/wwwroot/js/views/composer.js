import { joinArgv, splitArgv } from '../argv.js';
import { el, KeyedList, setOptional, setText } from './dom.js';

/** @import { Page } from '../page.js' */
/** @import { SubmitBody } from '../types.js' */

/** @typedef {{value: string, word: string}} Choice */

/** The form for a new task. It shows the argv as it will be sent, and calls nothing sent before the server has. */
export class ComposerView {
  #page;
  #form = /** @type {HTMLFormElement} */ (document.querySelector('#composer'));
  #fields = /** @type {HTMLFieldSetElement} */ (document.querySelector('#composer-fields'));
  #line = /** @type {HTMLInputElement} */ (document.querySelector('#composer-line'));
  #argv = /** @type {HTMLElement} */ (document.querySelector('#composer-argv'));
  #cwd = /** @type {HTMLInputElement} */ (document.querySelector('#composer-cwd'));
  #agent = /** @type {HTMLSelectElement} */ (document.querySelector('#composer-agent'));
  #session = /** @type {HTMLSelectElement} */ (document.querySelector('#composer-session'));
  #status = /** @type {HTMLElement} */ (document.querySelector('#composer-status'));
  #problem = /** @type {HTMLElement} */ (document.querySelector('#composer-problem'));
  #roots = choices(/** @type {HTMLElement} */ (document.querySelector('#composer-roots')));
  #agents = choices(this.#agent);
  #sessions = choices(this.#session);
  /** The session that was on the screen at the last update: coming to another one chooses it. @type {string|null} */
  #sessionId = null;
  /** What was last said of the sending: a refusal is shown once, until the line is changed. @type {object|null} */
  #told = null;

  /** @param {Page} page */
  constructor(page) {
    this.#page = page;
    this.#line.addEventListener('input', () => this.#drawArgv());
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#submit();
    });
  }

  update() {
    this.#drawChoices();
    const { state, unanswered } = this.#page.outbox;
    this.#fields.disabled = state.phase === 'sending' || state.phase === 'unanswered';
    setOptional(this.#status, statusText(state.phase, state.tries, unanswered));
    if (state !== this.#told && state.phase === 'refused') setOptional(this.#problem, state.problem);
    this.#told = state;
  }

  async #submit() {
    const { argv, problem } = splitArgv(this.#line.value);
    const mistake = problem ?? (argv.length === 0 ? 'Type a command to run.' : null);
    setOptional(this.#problem, mistake);
    if (mistake) return this.#line.focus();
    const task = await this.#page.send({ kind: 'command', argv, ...this.#places() });
    if (!task) return;
    this.#line.value = '';
    this.#drawArgv();
  }

  /** @returns {Partial<SubmitBody>} */
  #places() {
    return {
      cwd: this.#cwd.value.trim() || undefined,
      agent: this.#agent.value || undefined,
      session_id: this.#session.value || undefined,
    };
  }

  #drawArgv() {
    const { argv, problem } = splitArgv(this.#line.value);
    this.#argv.replaceChildren(...argv.map((argument) => el('li', {}, argument)));
    this.#argv.hidden = argv.length === 0;
    setOptional(this.#problem, problem);
  }

  #drawChoices() {
    const { sessionId, store } = this.#page;
    const roots = new Set(store.agents.flatMap((agent) => agent.offer.roots));
    this.#roots.update([...roots].map((root) => ({ value: root, word: root })));
    this.#agents.update([{ value: '', word: 'Any that can' },
      ...store.agents.map(({ agent_id, name }) => ({ value: agent_id, word: name }))]);
    this.#sessions.update([{ value: '', word: 'A new one' },
      ...store.sessions.map(({ session_id, title }) => ({ value: session_id, word: title }))]);
    if (sessionId !== this.#sessionId) this.#session.value = sessionId ?? '';
    // A session can be chosen only once it is known.
    if (this.#session.value === (sessionId ?? '')) this.#sessionId = sessionId;
  }
}

/** @param {HTMLElement} parent @returns {KeyedList<Choice>} */
function choices(parent) {
  return new KeyedList(parent, ({ value }) => value, () => {
    const element = el('option');
    return {
      element,
      update({ value, word }) {
        element.value = value;
        setText(element, word);
      },
    };
  });
}

/** @param {string} phase @param {number} tries @param {SubmitBody|null} body */
function statusText(phase, tries, body) {
  const line = body ? joinArgv(body.argv) : '';
  if (phase === 'sending') return `Sending: ${line}`;
  if (phase !== 'unanswered') return null;
  return `Not confirmed yet: ${line}. The server has not answered; trying again (${tries}). It will be one task all the same.`;
}

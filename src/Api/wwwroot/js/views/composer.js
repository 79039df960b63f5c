import { joinArgv, splitArgv } from '../argv.js';
import { isTerminal, KIND_WORDS } from '../state/words.js';
import { choices } from './choices.js';
import { el, setOptional, setText } from './dom.js';

/** @import { Page } from '../page.js' */
/** @import { SubmitBody, TaskKind } from '../types.js' */

const KINDS = /** @type {TaskKind[]} */ (['claude', 'codex', 'command']);

/**
 * The form for a new task, which in a session is a follow-up. It shows an argv as it will be sent, and calls nothing
 * sent before the server has.
 */
export class ComposerView {
  #page;
  #form = /** @type {HTMLFormElement} */ (document.querySelector('#composer'));
  #fields = /** @type {HTMLFieldSetElement} */ (document.querySelector('#composer-fields'));
  #label = find('#composer-label');
  #text = /** @type {HTMLTextAreaElement} */ (find('#composer-text'));
  #send = find('#composer-send');
  #hint = find('#composer-hint');
  #argv = find('#composer-argv');
  #cwd = input('#composer-cwd');
  #labels = input('#composer-labels');
  #model = input('#composer-model');
  #tier = /** @type {HTMLSelectElement} */ (find('#composer-tier'));
  #timeout = input('#composer-timeout');
  #agent = /** @type {HTMLSelectElement} */ (find('#composer-agent'));
  #status = find('#composer-status');
  #problem = find('#composer-problem');
  #roots = choices(find('#composer-roots'));
  #agents = choices(this.#agent);
  /** Somebody chose a kind for this place; until then it is the one most likely wanted. @type {string|null} */
  #chosenFor = null;
  /** What was last said of the sending: a refusal is shown once, until the text is changed. @type {object|null} */
  #told = null;

  /** @param {Page} page */
  constructor(page) {
    this.#page = page;
    this.#text.addEventListener('input', () => this.#drawArgv());
    this.#text.addEventListener('keydown', (event) => this.#press(event));
    this.#form.addEventListener('change', (event) => this.#choose(event));
    // A click on what is proposed already changes nothing, and says all the same that it is meant.
    this.#form.addEventListener('click', (event) => this.#choose(event));
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#submit();
    });
  }

  update() {
    this.#form.hidden = this.#page.note !== null && this.#page.session === undefined;
    this.#guessKind();
    this.#drawChoices();
    this.#drawWords();
    const { state, unanswered } = this.#page.outbox;
    this.#fields.disabled = state.phase === 'sending' || state.phase === 'unanswered';
    setOptional(this.#status, statusText(state.phase, state.tries, unanswered));
    if (state !== this.#told && state.phase === 'refused') setOptional(this.#problem, state.problem);
    this.#told = state;
  }

  /** @returns {TaskKind} */
  get #kind() {
    return KINDS.find((kind) => radio(kind).checked) ?? 'command';
  }

  get #place() {
    return this.#page.sessionId ?? 'new';
  }

  /** @param {Event} event */
  #choose(event) {
    if (!(event.target instanceof HTMLInputElement) || event.target.type !== 'radio') return;
    this.#chosenFor = this.#place;
    this.#drawArgv();
    this.#page.draw();
  }

  /** In a session the kind of its newest task; else what the agents can do, a coding agent first. */
  #guessKind() {
    if (this.#chosenFor === this.#place || this.#text.value !== '') return;
    const { sessionId, store } = this.#page;
    const last = sessionId === null ? undefined : store.tasksOf(sessionId).at(-1)?.kind;
    const offered = new Set(store.agents.flatMap((agent) => agent.offer.kinds));
    radio(last ?? KINDS.find((kind) => offered.has(kind)) ?? 'command').checked = true;
  }

  /** Enter sends, as in any conversation; fingers on glass mean a new line. @param {KeyboardEvent} event */
  #press(event) {
    if (event.key !== 'Enter' || event.isComposing || event.shiftKey) return;
    if (isTouch() && !event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    this.#form.requestSubmit();
  }

  async #submit() {
    const { work, problem } = this.#read();
    setOptional(this.#problem, problem);
    if (work === null) return this.#text.focus();
    const task = await this.#page.send({ ...work, ...this.#places() });
    if (!task) return;
    this.#text.value = '';
    this.#drawArgv();
    this.#text.focus({ preventScroll: true });
  }

  /** @returns {{work: Pick<SubmitBody, 'kind'|'argv'|'prompt'>|null, problem: string|null}} */
  #read() {
    const [kind, text] = [this.#kind, this.#text.value];
    if (kind !== 'command') {
      const isEmpty = text.trim() === '';
      return isEmpty ? { work: null, problem: 'Write what is to be done.' } : { work: { kind, prompt: text }, problem: null };
    }
    const { argv, problem } = splitArgv(text);
    const mistake = problem ?? (argv.length === 0 ? 'Type a command to run.' : null);
    return mistake ? { work: null, problem: mistake } : { work: { kind, argv }, problem: null };
  }

  /** @returns {Partial<SubmitBody>} */
  #places() {
    const labels = this.#labels.value.split(',').map((label) => label.trim()).filter((label) => label !== '');
    const isPrompt = this.#kind !== 'command';
    const minutes = Number(this.#timeout.value);
    return {
      session_id: this.#page.sessionId ?? undefined,
      agent: this.#page.sessionId === null ? this.#agent.value || undefined : undefined,
      cwd: this.#cwd.value.trim() || undefined,
      labels: labels.length > 0 ? labels : undefined,
      tier: isPrompt ? this.#tier.value || undefined : undefined,
      model: isPrompt ? this.#model.value.trim() || undefined : undefined,
      timeout_seconds: minutes > 0 ? Math.round(minutes * 60) : undefined,
    };
  }

  #drawArgv() {
    const { argv, problem } = this.#kind === 'command' ? splitArgv(this.#text.value) : { argv: [], problem: null };
    this.#argv.replaceChildren(...argv.map((argument) => el('li', {}, argument)));
    this.#argv.hidden = argv.length === 0;
    setOptional(this.#problem, problem);
  }

  #drawWords() {
    const { sessionId, store } = this.#page;
    const isPrompt = this.#kind !== 'command';
    const before = sessionId === null ? [] : store.tasksOf(sessionId).filter((task) => !isTerminal(task.state));
    setText(this.#label, sessionId === null ? (isPrompt ? 'Prompt' : 'Command') : 'Follow up');
    setText(this.#send, before.length > 0 ? 'Queue' : isPrompt ? 'Send' : 'Run');
    setText(this.#hint, hintOf(this.#page.nobodyOffers(this.#kind) ? this.#kind : null, before.length));
    this.#text.classList.toggle('mono', !isPrompt);
    this.#text.placeholder = isPrompt ? 'What is to be done?' : 'git log --oneline -5';
    this.#form.dataset.kind = isPrompt ? 'prompt' : 'command';
    this.#form.dataset.place = sessionId === null ? 'new' : 'session';
  }

  #drawChoices() {
    const { store } = this.#page;
    const roots = new Set(store.agents.flatMap((agent) => agent.offer.roots));
    this.#roots.update([...roots].map((root) => ({ value: root, word: root })));
    this.#agents.update([{ value: '', word: 'Any that can' },
      ...store.agents.map(({ agent_id, name }) => ({ value: agent_id, word: name }))]);
  }
}

function isTouch() {
  return matchMedia('(pointer: coarse)').matches;
}

/** @param {string} selector @returns {HTMLElement} */
function find(selector) {
  return /** @type {HTMLElement} */ (document.querySelector(selector));
}

/** @param {string} selector */
function input(selector) {
  return /** @type {HTMLInputElement} */ (find(selector));
}

/** @param {TaskKind} kind */
function radio(kind) {
  return input(`#composer-${kind}`);
}

/** @param {TaskKind|null} missing the kind that nobody offers @param {number} before open tasks of the session */
function hintOf(missing, before) {
  if (missing) return `No agent offers ${KIND_WORDS[missing]} now: it waits for one.`;
  if (before === 0) return isTouch() ? '' : 'Enter sends, Shift+Enter begins a new line.';
  return `It waits its turn behind ${before === 1 ? 'one task' : `${before} tasks`}.`;
}

/** @param {string} phase @param {number} tries @param {SubmitBody|null} body */
function statusText(phase, tries, body) {
  const what = body?.prompt ?? (body?.argv ? joinArgv(body.argv) : '');
  const line = what.length > 80 ? `${what.slice(0, 80)}…` : what;
  if (phase === 'sending') return `Sending: ${line}`;
  if (phase !== 'unanswered') return null;
  return `Not confirmed yet: ${line}. The server has not answered; trying again (${tries}). It will be one task all the same.`;
}

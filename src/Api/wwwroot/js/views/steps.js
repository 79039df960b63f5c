import { deedsOf, digestOf, inputText, toolsText } from '../state/deeds.js';
import { el, KeyedList, Mark, setAttribute, setOptional, setText } from './dom.js';
import { ProseView } from './prose.js';

/** @import { Entry } from '../net/steps.js' */
/** @import { Deed } from '../state/deeds.js' */
/** @import { Step } from '../types.js' */

/** Deeds that are drawn before somebody asks for all: some screens full. */
const SHOWN_LIMIT = 60;

/** What a coding agent did, growing while it works. */
export class StepsView {
  #earlier = el('button', { type: 'button', class: 'link', click: () => this.#showAll() });
  #note = el('p', { class: 'quiet' });
  #items = el('ol', { class: 'deeds' });
  element = el('div', { class: 'steps' }, this.#note, this.#earlier, this.#items);
  #list = new KeyedList(this.#items, (/** @type {Deed} */ deed) => deed.key, makeDeedView);
  #isAll = false;
  /** The steps that the deeds were made of: joining them again each second would be waste. @type {Step[]|null} */
  #steps = null;
  /** @type {Deed[]} */ #deeds = [];
  #answer = '';

  /**
   * @param {Entry|undefined} entry
   * @param {string} answer the task's result, which the last words often repeat
   */
  update(entry, answer) {
    setOptional(this.#note, noteOf(entry));
    const steps = entry?.steps ?? null;
    if (steps === this.#steps && answer === this.#answer) return;
    [this.#steps, this.#answer] = [steps, answer];
    this.#deeds = withoutAnswer(deedsOf(steps ?? []), answer);
    this.#draw();
  }

  /** What was done, in a few words; null while it is not known. */
  get summary() {
    const count = this.#deeds.length;
    if (count === 0) return null;
    const tools = toolsText(this.#deeds);
    return `${count} ${count === 1 ? 'step' : 'steps'}${tools === '' ? '' : `: ${tools}`}`;
  }

  #showAll() {
    this.#isAll = true;
    this.#draw();
  }

  #draw() {
    const left = this.#isAll ? 0 : Math.max(0, this.#deeds.length - SHOWN_LIMIT);
    this.#earlier.hidden = left === 0;
    setText(this.#earlier, `Show ${left} earlier steps`);
    this.#list.update(this.#deeds.slice(left));
  }
}

/** @param {Entry|undefined} entry */
function noteOf(entry) {
  if (!entry || (entry.readAt === null && entry.steps.length === 0)) return 'Reading…';
  if (entry.problem !== null) return entry.problem;
  return entry.cut ? 'The earliest steps are left out; the whole output has them.' : null;
}

/** @param {Deed[]} deeds @param {string} answer */
function withoutAnswer(deeds, answer) {
  const last = deeds.at(-1);
  return answer !== '' && last?.kind === 'text' && last.text.trim() === answer.trim() ? deeds.slice(0, -1) : deeds;
}

/** @param {Deed} deed */
function makeDeedView(deed) {
  if (deed.kind === 'tool') return new ToolView();
  return deed.kind === 'text' ? new SaidView() : new FoldedView(deed.kind === 'thinking' ? 'Thought' : 'Note');
}

class SaidView {
  #prose = new ProseView();
  element = el('li', { class: 'deed' }, this.#prose.element);

  /** @param {Deed} deed */
  update(deed) {
    setAttribute(this.element, 'data-nested', deed.nested);
    this.#prose.update(deed.cut ? `${deed.text}…` : deed.text);
  }
}

class FoldedView {
  #word;
  #digest = el('span', { class: 'deed-digest' });
  #text = el('p', { class: 'deed-text' });

  /** @param {string} word */
  constructor(word) {
    this.#word = el('span', { class: 'deed-word' }, word);
    this.element = el('li', { class: 'deed' },
      el('details', {}, el('summary', {}, this.#word, this.#digest), this.#text));
  }

  /** @param {Deed} deed */
  update(deed) {
    setAttribute(this.element, 'data-nested', deed.nested);
    setText(this.#digest, digestOf(deed));
    setText(this.#text, deed.text);
  }
}

/** A tool's use: one line, and what it was given and answered behind it. */
class ToolView {
  #mark = new Mark();
  #word = el('span', { class: 'deed-word' });
  #digest = el('span', { class: 'deed-digest mono' });
  #input = el('pre', { class: 'code' });
  #answer = el('pre', { class: 'code' });
  #note = el('p', { class: 'quiet' });
  #fold = el('details', { toggle: () => this.#fill() },
    el('summary', {}, this.#mark.element, this.#word, this.#digest), this.#input, this.#answer, this.#note);
  element = el('li', { class: 'deed deed-tool' }, this.#fold);
  /** @type {Deed|null} */ #deed = null;

  /** @param {Deed} deed */
  update(deed) {
    this.#deed = deed;
    setAttribute(this.element, 'data-nested', deed.nested);
    setAttribute(this.element, 'data-failed', deed.failed);
    this.#mark.update(deed.answer === null ? 'queued' : deed.failed ? 'failed' : 'completed');
    setText(this.#word, deed.failed ? `${deed.tool} failed` : deed.tool);
    setText(this.#digest, digestOf(deed));
    this.#fill();
  }

  /** Texts of tools can be long and many, so only those that somebody looks at are laid out. */
  #fill() {
    if (!this.#fold.open || !this.#deed) return;
    setOptional(this.#input, inputText(this.#deed));
    setOptional(this.#answer, this.#deed.answer);
    setOptional(this.#note, toolNote(this.#deed));
  }
}

/** @param {Deed} deed */
function toolNote({ answer, cut }) {
  if (answer === null) return 'No answer yet.';
  if (answer === '') return 'It answered nothing.';
  return cut ? 'Cut here; the whole output has all of it.' : null;
}

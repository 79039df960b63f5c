import { readProse } from '../output/prose.js';
import { el } from './dom.js';

/** @import { Part, Span } from '../output/prose.js' */

/** A text of a coding agent: paragraphs, lists and code, drawn anew only when it is another text. */
export class ProseView {
  element = el('div', { class: 'prose' });
  #text = '';

  /** @param {string} text */
  update(text) {
    if (text === this.#text) return;
    this.#text = text;
    this.element.replaceChildren(...readProse(text).map(drawPart));
  }
}

/** @param {Part} part */
function drawPart(part) {
  switch (part.kind) {
    case 'code': return el('pre', { class: 'code', tabindex: '0' }, el('code', {}, part.text));
    case 'list': return el(part.ordered ? 'ol' : 'ul', {}, ...part.items.map((spans) => el('li', {}, ...drawSpans(spans))));
    case 'heading': return el('p', { class: 'prose-heading' }, ...drawSpans(part.spans));
    case 'quote': return el('blockquote', {}, ...drawSpans(part.spans));
    default: return el('p', {}, ...drawSpans(part.spans));
  }
}

/** @param {Span[]} spans */
function drawSpans(spans) {
  return spans.map(({ kind, text }) => (kind === 'plain' ? text : el(kind, {}, text)));
}

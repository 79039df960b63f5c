import { clock } from '../state/times.js';
import { timelineText } from '../state/words.js';
import { el, KeyedList, Mark, setAttribute, setText } from './dom.js';

/** @import { Page } from '../page.js' */
/** @import { TimelineEntry } from '../types.js' */

/** @typedef {TimelineEntry & {key: string, text: string}} Line */

/** How a task came to its state. */
export class TimelineView {
  #items = el('ol', { class: 'timeline' });
  element = el('section', {}, el('h3', {}, 'Timeline'), this.#items);
  /** @type {Page|null} */ #page = null;
  #list = new KeyedList(this.#items, (/** @type {Line} */ line) => line.key,
    () => new TimelineItem((id) => this.#page?.store.agent(id)?.name ?? id));

  /** @param {TimelineEntry[]} entries @param {Page} page */
  update(entries, page) {
    this.#page = page;
    this.#list.update(entries.map((entry, index) => (
      { ...entry, key: `${entry.at} ${index}`, text: timelineText(entry, entries[index - 1]) })));
  }
}

class TimelineItem {
  #nameOf;
  #time = el('time', { class: 'quiet' });
  #mark = new Mark();
  #what = el('span');
  #by = el('span', { class: 'quiet' });
  element = el('li', {}, this.#time, this.#mark.element, this.#what, this.#by);

  /** @param {(id: string) => string} nameOf */
  constructor(nameOf) {
    this.#nameOf = nameOf;
  }

  /** @param {Line} line */
  update(line) {
    setAttribute(this.#time, 'datetime', line.at);
    setText(this.#time, clock(Date.parse(line.at), Date.now()));
    this.#mark.update(line.to);
    setText(this.#what, line.text);
    setText(this.#by, `by ${this.#nameOf(line.by)}`);
  }
}

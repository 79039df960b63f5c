import { clock } from '../state/times.js';
import { plain, stateWord } from '../state/words.js';
import { el, KeyedList, Mark, setAttribute, setText } from './dom.js';

/** @import { Page } from '../page.js' */
/** @import { TimelineEntry } from '../types.js' */

/** How a task came to its state. */
export class TimelineView {
  #items = el('ol', { class: 'timeline' });
  element = el('section', {}, el('h3', {}, 'Timeline'), this.#items);
  /** @type {Page|null} */ #page = null;
  #list = new KeyedList(this.#items, (/** @type {TimelineEntry & {key: string}} */ entry) => entry.key,
    () => new TimelineItem((id) => this.#page?.store.agent(id)?.name ?? id));

  /** @param {TimelineEntry[]} entries @param {Page} page */
  update(entries, page) {
    this.#page = page;
    this.#list.update(entries.map((entry, index) => ({ ...entry, key: `${entry.at} ${index}` })));
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

  /** @param {TimelineEntry} entry */
  update(entry) {
    setAttribute(this.#time, 'datetime', entry.at);
    setText(this.#time, clock(Date.parse(entry.at), Date.now()));
    this.#mark.update(entry.to);
    setText(this.#what, stepText(entry));
    setText(this.#by, `by ${this.#nameOf(entry.by)}`);
  }
}

/** @param {TimelineEntry} entry */
function stepText({ from, to, reason, attempt }) {
  const word = from === to ? `Still ${stateWord(to).toLowerCase()}` : stateWord(to);
  const details = [];
  if (reason && reason !== 'none') details.push(plain(reason));
  if (attempt > 1) details.push(`attempt ${attempt}`);
  return details.length === 0 ? word : `${word} (${details.join(', ')})`;
}

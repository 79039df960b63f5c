import { clock } from '../state/times.js';
import { isTerminal, stateWord } from '../state/words.js';

/** @import { Store } from '../state/store.js' */
/** @import { RowKind, TaskRow } from '../types.js' */

/** News is gathered this long and told in one sentence: a hundred quick commands are one piece of news. */
const GATHER_MS = 1500;

/** States that somebody who can't see the page wants to hear of. */
const NOTABLE = new Set(['input_required', 'unknown']);

/** The one polite live region: summaries, not every row. */
export class Announcer {
  #store;
  #region = /** @type {HTMLElement} */ (document.querySelector('#announcer'));
  #news = /** @type {Map<string, TaskRow>} */ (new Map());
  #timer = 0;
  #wasLive = false;
  #saidGone = false;

  /** @param {Store} store */
  constructor(store) {
    this.#store = store;
    store.addEventListener('row', (event) => this.#note(/** @type {CustomEvent} */ (event).detail));
  }

  /** Tells when the connection is lost or back, but not of gaps too short to matter. */
  update() {
    if (this.#store.isLive === this.#wasLive) return;
    this.#wasLive = this.#store.isLive;
    this.#later();
  }

  /** @param {string} sentence */
  say(sentence) {
    this.#region.textContent = sentence;
  }

  /** @param {{kind: RowKind, row: any}} detail */
  #note({ kind, row }) {
    if (kind !== 'task' || !(isTerminal(row.state) || NOTABLE.has(row.state))) return;
    this.#news.set(row.task_id, row);
    this.#later();
  }

  #later() {
    if (this.#timer === 0) this.#timer = window.setTimeout(() => this.#tell(), GATHER_MS);
  }

  #tell() {
    this.#timer = 0;
    const sentences = [this.#connectionNews(), this.#taskNews()].filter((sentence) => sentence !== '');
    if (sentences.length > 0) this.say(sentences.join(' '));
  }

  #connectionNews() {
    const { isLive, asOfMs } = this.#store;
    if (isLive !== this.#saidGone || (!isLive && asOfMs === null)) return '';
    this.#saidGone = !isLive;
    return isLive ? 'Live again.' : `Not live. Shown as of ${clock(asOfMs ?? 0)}.`;
  }

  #taskNews() {
    const tasks = [...this.#news.values()];
    this.#news.clear();
    if (tasks.length === 1) return `${tasks[0].title}: ${stateWord(tasks[0].state).toLowerCase()}.`;
    const counts = new Map();
    for (const { state } of tasks) counts.set(state, (counts.get(state) ?? 0) + 1);
    const parts = [...counts].map(([state, count]) => `${count} ${stateWord(state).toLowerCase()}`);
    return parts.length === 0 ? '' : `${tasks.length} tasks changed: ${parts.join(', ')}.`;
  }
}

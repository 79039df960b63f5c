import { clock } from '../state/times.js';
import { setAttribute, setText } from './dom.js';

/** @import { Store } from '../state/store.js' */
/** @import { Truth } from '../types.js' */

/** @type {Record<Truth, string>} */
const WORDS = { starting: 'Connecting…', live: 'Live', catching_up: 'Catching up…', reconnecting: 'Reconnecting…' };

/** Says whether the page may be believed, and makes everything else look like it. */
export class ConnectionView {
  #store;
  #word = /** @type {HTMLElement} */ (document.querySelector('#connection-word'));
  #asOf = /** @type {HTMLElement} */ (document.querySelector('#connection-as-of'));

  /** @param {Store} store */
  constructor(store) {
    this.#store = store;
  }

  update() {
    const { truth, asOfMs } = this.#store;
    setAttribute(document.body, 'data-truth', truth);
    setText(this.#word, WORDS[truth]);
    setText(this.#asOf, truth === 'live' || asOfMs === null ? '' : `shown as of ${clock(asOfMs, Date.now())}`);
  }
}

import { hashOf } from '../route.js';
import { ago } from '../state/times.js';
import { countsText, sessionState, stateWord, taskCount } from '../state/words.js';
import { el, KeyedList, Mark, setAttribute, setText } from './dom.js';

/** @import { Page } from '../page.js' */
/** @import { SessionRow } from '../types.js' */

/** The list of sessions, the last active first. */
export class SessionsView {
  #page;
  #list;
  #empty = /** @type {HTMLElement} */ (document.querySelector('#sessions-empty'));
  #more = /** @type {HTMLButtonElement} */ (document.querySelector('#sessions-more'));

  /** @param {Page} page */
  constructor(page) {
    this.#page = page;
    const parent = /** @type {HTMLElement} */ (document.querySelector('#sessions-list'));
    this.#list = new KeyedList(parent, (/** @type {SessionRow} */ row) => row.session_id, () => new SessionItem(page));
    this.#more.addEventListener('click', () => void this.#readMore());
  }

  update() {
    const { sessions, moreSessions, truth } = this.#page.store;
    this.#empty.hidden = sessions.length > 0 || truth === 'starting';
    this.#more.hidden = moreSessions === undefined;
    this.#list.update(sessions);
  }

  async #readMore() {
    this.#more.disabled = true;
    await this.#page.reads.moreSessions().catch(() => {}); // The button stays, and the header says that we are cut off.
    this.#more.disabled = false;
  }
}

class SessionItem {
  #page;
  #mark = new Mark();
  #title = el('span', { class: 'item-title' });
  #word = el('span', { class: 'item-word' });
  #counts = el('span', { class: 'quiet' });
  #active = el('span', { class: 'quiet item-when' });
  #link = el('a', { class: 'item' }, this.#mark.element, this.#title, this.#active,
    el('span', { class: 'item-line' }, this.#word, this.#counts));

  /** @param {Page} page */
  constructor(page) {
    this.#page = page;
    this.element = el('li', {}, this.#link);
  }

  /** @param {SessionRow} session */
  update(session) {
    const now = this.#page.store.serverNowMs;
    setAttribute(this.#link, 'href', hashOf(session.session_id));
    setAttribute(this.#link, 'aria-current', this.#page.sessionId === session.session_id ? 'true' : undefined);
    this.#mark.update(sessionState(session));
    setText(this.#title, session.title);
    setAttribute(this.#word, 'class', `item-word state-${sessionState(session)}`);
    setText(this.#word, stateWord(sessionState(session)));
    setText(this.#counts, taskCount(session) > 1 ? countsText(session) : '');
    setText(this.#active, now === null ? '' : ago(now - Date.parse(session.last_activity_at)));
  }
}

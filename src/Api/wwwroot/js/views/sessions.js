import { hashOf } from '../route.js';
import { ago } from '../state/times.js';
import { countsText, sessionState, silenceText, stateWord, taskCount } from '../state/words.js';
import { el, KeyedList, Mark, setAttribute, setOptional, setText } from './dom.js';

/** @import { Page } from '../page.js' */
/** @import { SessionRow } from '../types.js' */

/** The list of sessions, the last active first: those in use, or those that are put away. */
export class SessionsView {
  #page;
  #list;
  #section = /** @type {HTMLElement} */ (document.querySelector('#sessions'));
  #heading = /** @type {HTMLElement} */ (document.querySelector('#sessions-heading'));
  #empty = /** @type {HTMLElement} */ (document.querySelector('#sessions-empty'));
  #more = /** @type {HTMLButtonElement} */ (document.querySelector('#sessions-more'));
  #toggle = /** @type {HTMLButtonElement} */ (document.querySelector('#sessions-archived'));
  #isArchive = false;

  /** @param {Page} page */
  constructor(page) {
    this.#page = page;
    const parent = /** @type {HTMLElement} */ (document.querySelector('#sessions-list'));
    this.#list = new KeyedList(parent, (/** @type {SessionRow} */ row) => row.session_id, () => new SessionItem(page));
    this.#more.addEventListener('click', () => void this.#read(this.#more, () => page.reads.moreSessions()));
    this.#toggle.addEventListener('click', () => this.#turn());
  }

  update() {
    const { store, isSearching } = this.#page;
    this.#section.hidden = isSearching;
    if (isSearching) return;
    const rows = this.#isArchive ? store.archivedSessions : store.sessions;
    this.#empty.hidden = rows.length > 0 || store.truth === 'starting';
    setText(this.#empty, this.#isArchive ? 'Nothing is archived.' : 'No sessions yet. The first task begins one.');
    this.#more.hidden = this.#isArchive || store.moreSessions === undefined;
    setText(this.#heading, this.#isArchive ? 'Archive' : 'Sessions');
    setText(this.#toggle, this.#isArchive ? 'Back to the sessions' : 'Archive');
    this.#list.update(rows);
  }

  #turn() {
    this.#isArchive = !this.#isArchive;
    if (this.#isArchive) void this.#read(this.#toggle, () => this.#page.reads.archivedSessions());
    this.#page.draw();
  }

  /** @param {HTMLButtonElement} button @param {() => Promise<void>} read */
  async #read(button, read) {
    button.disabled = true;
    await read().catch(() => {}); // The button stays, and the header says that we are cut off.
    button.disabled = false;
  }
}

class SessionItem {
  #page;
  #mark = new Mark();
  #title = el('span', { class: 'item-title' });
  #word = el('span', { class: 'item-word' });
  #silence = el('span', { class: 'silence' });
  #counts = el('span', { class: 'quiet item-facts' });
  #active = el('span', { class: 'quiet item-when' });
  #link = el('a', { class: 'item' }, this.#mark.element, this.#title, this.#active,
    el('span', { class: 'item-line' }, this.#word, this.#silence, this.#counts));

  /** @param {Page} page */
  constructor(page) {
    this.#page = page;
    this.element = el('li', {}, this.#link);
  }

  /** @param {SessionRow} session */
  update(session) {
    const { store, sessionId } = this.#page;
    const now = store.serverNowMs;
    const state = sessionState(session);
    const unproven = session.state !== 'idle' && store.isUnproven(session.agent_id);
    setAttribute(this.element, 'data-proven', unproven ? 'no' : undefined);
    setAttribute(this.#link, 'href', hashOf(session.session_id));
    setAttribute(this.#link, 'aria-current', sessionId === session.session_id ? 'page' : undefined);
    this.#mark.update(state);
    setText(this.#title, session.title);
    setAttribute(this.#word, 'class', `item-word state-${state}`);
    setText(this.#word, unproven ? `${stateWord(state)}, not confirmed` : stateWord(state));
    setOptional(this.#silence, silenceText(session, now));
    setText(this.#counts, taskCount(session) > 1 ? countsText(session) : '');
    setText(this.#active, now === null ? '' : ago(now - Date.parse(session.last_activity_at)));
  }
}

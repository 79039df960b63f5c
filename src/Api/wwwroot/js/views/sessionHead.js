import { spentText } from '../state/money.js';
import { countsText, taskCount } from '../state/words.js';
import { chooseAgent } from './ask.js';
import { setOptional, setText } from './dom.js';

/** @import { ActionState } from '../net/actions.js' */
/** @import { Page } from '../page.js' */
/** @import { SessionRow } from '../types.js' */

/** @type {Partial<Record<string, string>>} */
const ASKING = { rename: 'Renaming…', archive: 'Putting away…', move: 'Moving…' };

/** What a session is called and where it lives, and what can be done to it as a whole. */
export class SessionHeadView {
  #page;
  #title = element('#session-title');
  #facts = element('#session-facts');
  #tools = element('#session-tools');
  #status = element('#session-status');
  #problem = element('#session-problem');
  #rename = /** @type {HTMLFormElement} */ (element('#rename'));
  #name = /** @type {HTMLInputElement} */ (element('#rename-title'));
  #archive = button('#session-archive', () => this.#putAway());
  #move = button('#session-move', () => this.#moveAway());
  #openRename = button('#session-rename', () => this.#setRenaming(true));
  /** The session that is being renamed. @type {string|null} */ #renaming = null;

  /** @param {Page} page */
  constructor(page) {
    this.#page = page;
    button('#rename-leave', () => this.#setRenaming(false));
    this.#rename.addEventListener('submit', (event) => this.#save(event));
    this.#rename.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      this.#setRenaming(false);
    });
  }

  update() {
    const { session, sessionId, store } = this.#page;
    setText(this.#title, session?.title ?? (sessionId === null ? 'New task' : 'Session'));
    if (this.#renaming !== null && this.#renaming !== sessionId) this.#setRenaming(false);
    this.#title.hidden = this.#renaming !== null;
    this.#rename.hidden = this.#renaming === null;
    this.#tools.hidden = session === undefined || this.#renaming !== null;
    setOptional(this.#facts, session && factsOf(session, store.agent(session.agent_id)?.name));
    const asked = session && this.#page.actions.of(session.session_id);
    setOptional(this.#status, asked && asked.problem === null ? statusOf(asked) : null);
    setOptional(this.#problem, asked?.problem);
    setText(this.#archive, session?.archived_at ? 'Take out of the archive' : 'Archive');
    this.#move.hidden = !store.agents.some((agent) => agent.agent_id !== session?.agent_id);
  }

  /** @param {boolean} isRenaming */
  #setRenaming(isRenaming) {
    const hadFocus = this.#rename.contains(document.activeElement);
    this.#renaming = isRenaming ? this.#page.sessionId : null;
    this.#rename.hidden = !isRenaming;
    this.#tools.hidden = isRenaming;
    this.#title.hidden = isRenaming;
    if (isRenaming) {
      this.#name.value = this.#page.session?.title ?? '';
      this.#name.select();
    } else if (hadFocus) {
      this.#openRename.focus();
    }
  }

  /** @param {SubmitEvent} event */
  #save(event) {
    event.preventDefault();
    if (this.#renaming !== null) void this.#page.actions.rename(this.#renaming, this.#name.value.trim());
    this.#setRenaming(false);
  }

  async #putAway() {
    const { session, actions } = this.#page;
    if (!session) return;
    const isAway = session.archived_at === undefined;
    const done = await actions.archive(session.session_id, isAway);
    if (done && isAway) this.#page.announcer.say(`Archived: ${session.title}.`);
  }

  async #moveAway() {
    const { session, store, actions } = this.#page;
    if (!session) return;
    const others = store.agents.filter((agent) => agent.agent_id !== session.agent_id);
    const agent = await chooseAgent(session.title, others);
    if (agent) await actions.move(session.session_id, agent);
  }
}

/** @param {string} selector @returns {HTMLElement} */
function element(selector) {
  return /** @type {HTMLElement} */ (document.querySelector(selector));
}

/** @param {string} selector @param {() => unknown} act */
function button(selector, act) {
  const found = element(selector);
  found.addEventListener('click', () => void act());
  return found;
}

/** @param {SessionRow} session @param {string|undefined} agentName */
function factsOf(session, agentName) {
  return [
    taskCount(session) > 1 ? countsText(session) : '',
    agentName && `on ${agentName}`,
    session.cwd,
    spentText(session),
    session.archived_at && 'archived',
  ].filter(Boolean).join(' · ');
}

/** @param {ActionState} asked */
function statusOf({ name, tries }) {
  const word = ASKING[name] ?? 'Asking…';
  return tries === 0 ? word : `${word} no answer yet, trying again (${tries})`;
}

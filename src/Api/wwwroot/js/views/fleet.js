import { FLEET } from '../net/actions.js';
import { hashOf } from '../route.js';
import { lacks, obstacles, slotsText } from '../state/agents.js';
import { ago, clock } from '../state/times.js';
import { plain, silenceText, stateWord } from '../state/words.js';
import { confirm } from './ask.js';
import { el, KeyedList, Mark, setAttribute, setOptional, setText } from './dom.js';

/** @import { Page } from '../page.js' */
/** @import { AgentRow, TaskRow } from '../types.js' */

const PRESENCE_WORDS = { never: 'Not seen yet', connected: 'Connected', lost: 'Not heard', removed: 'Removed' };

/** The agents: in one line of the header always, and each with what it holds on their own page. */
export class FleetView {
  #page;
  #section = /** @type {HTMLElement} */ (document.querySelector('#fleet'));
  #empty = /** @type {HTMLElement} */ (document.querySelector('#fleet-empty'));
  #invite = /** @type {HTMLButtonElement} */ (document.querySelector('#fleet-invite'));
  #problem = /** @type {HTMLElement} */ (document.querySelector('#fleet-problem'));
  #code = /** @type {HTMLElement} */ (document.querySelector('#invite'));
  #list;

  /** @param {Page} page */
  constructor(page) {
    this.#page = page;
    const parent = /** @type {HTMLElement} */ (document.querySelector('#fleet-list'));
    this.#list = new KeyedList(parent, (/** @type {AgentRow} */ agent) => agent.agent_id, () => new AgentView(page));
    this.#invite.addEventListener('click', () => void this.#askIn());
  }

  update() {
    const { store, route, actions } = this.#page;
    this.#section.hidden = route.name !== 'agents';
    if (this.#section.hidden) return;
    this.#empty.hidden = store.agents.length > 0 || store.truth === 'starting';
    const asked = actions.of(FLEET);
    this.#invite.disabled = asked !== undefined && asked.problem === null;
    setOptional(this.#problem, asked?.problem ?? this.#page.holdings.problem);
    this.#list.update(store.agents);
  }

  async #askIn() {
    const invite = await this.#page.actions.invite();
    if (!invite) return;
    const until = clock(Date.parse(invite.expires_at), Date.now());
    const line = `tasksync agent --server ${location.origin} --invite ${invite.code}`;
    this.#code.replaceChildren(
      el('p', {}, `On the other machine, until ${until} and for one agent:`),
      el('pre', { class: 'code', tabindex: '0' }, line));
    this.#code.hidden = false;
    this.#page.announcer.say('An invitation is shown.');
  }
}

class AgentView {
  #page;
  #mark = new Mark();
  #name = el('h2');
  #presence = el('strong', { class: 'item-word' });
  #heard = el('span', { class: 'quiet' });
  #warnings = el('div', { class: 'warnings' });
  #slots = el('ul', { class: 'slots', 'aria-hidden': 'true' });
  #busy = el('p', { class: 'quiet' });
  #held = el('ul', { class: 'held' });
  #offer = el('p', { class: 'quiet agent-offer' });
  #lacks = el('p', { class: 'quiet' });
  #drain = el('button', { type: 'button', click: () => this.#setDrain() });
  #remove = el('button', { type: 'button', click: () => this.#askToRemove() }, 'Remove…');
  #status = el('span', { class: 'quiet' });
  #problem = el('span', { class: 'problem', role: 'alert' });
  #tasks = new KeyedList(this.#held, (/** @type {TaskRow} */ task) => task.task_id, () => new HeldView(this.#page));
  /** @type {AgentRow|null} */ #agent = null;

  /** @param {Page} page */
  constructor(page) {
    this.#page = page;
    this.element = el('li', { class: 'agent' },
      el('div', { class: 'agent-head' }, this.#mark.element, this.#name, this.#presence, this.#heard),
      this.#warnings, el('div', { class: 'agent-load' }, this.#slots, this.#busy), this.#held, this.#offer, this.#lacks,
      el('div', { class: 'buttons' }, this.#drain, this.#remove, this.#status, this.#problem));
  }

  /** @param {AgentRow} agent */
  update(agent) {
    this.#agent = agent;
    const { store } = this.#page;
    const unproven = store.isUnproven(agent.agent_id);
    const presence = unproven ? 'unproven' : agent.presence;
    setAttribute(this.element, 'data-presence', presence);
    this.#mark.update(presence);
    setText(this.#name, agent.name);
    setAttribute(this.#presence, 'class', `item-word state-${presence}`);
    setText(this.#presence, unproven ? 'Not confirmed yet' : PRESENCE_WORDS[agent.presence]);
    setText(this.#heard, heardText(agent, store.serverNowMs));
    this.#drawWarnings(obstacles(agent));
    this.#drawLoad(agent);
    setText(this.#offer, offerText(agent));
    setOptional(this.#lacks, lacks(agent));
    this.#drawButtons(agent);
  }

  /** @param {string[]} sentences */
  #drawWarnings(sentences) {
    const drawn = [...this.#warnings.children];
    if (drawn.length === sentences.length && drawn.every((one, n) => one.textContent === sentences[n])) return;
    this.#warnings.replaceChildren(...sentences.map((sentence) => el('p', { class: 'warning' }, sentence)));
  }

  /** @param {AgentRow} agent */
  #drawLoad(agent) {
    const { agent_id, busy, offer } = agent;
    if (this.#slots.childElementCount !== offer.slots) {
      this.#slots.replaceChildren(...Array.from({ length: offer.slots }, () => el('li')));
    }
    [...this.#slots.children].forEach((slot, index) => setAttribute(slot, 'data-busy', index < (busy ?? 0)));
    setText(this.#busy, slotsText(agent));
    this.#tasks.update((this.#page.holdings.tasks ?? []).filter((task) => isHeldBy(task, agent_id)));
  }

  /** @param {AgentRow} agent */
  #drawButtons(agent) {
    const asked = this.#page.actions.of(agent.agent_id);
    const pending = asked !== undefined && asked.problem === null;
    // One whose disk fails drains by itself; nobody has to let it go on.
    setText(this.#drain, agent.draining && !agent.offer.disk_error ? 'Take work again' : 'Drain');
    for (const button of [this.#drain, this.#remove]) button.disabled = pending;
    setOptional(this.#status, pending ? 'Asking…' : null);
    setOptional(this.#problem, asked?.problem);
  }

  #setDrain() {
    if (this.#agent) void this.#page.actions.drain(this.#agent.agent_id, !this.#agent.draining);
  }

  async #askToRemove() {
    if (this.#agent && await confirm('remove', this.#agent.name)) await this.#page.actions.remove(this.#agent.agent_id);
  }
}

/** A task that an agent holds. */
class HeldView {
  #mark = new Mark();
  #link = el('a');
  #page;
  #word = el('span', { class: 'item-word' });
  #silence = el('span', { class: 'silence' });
  element = el('li', {}, this.#mark.element, this.#link, this.#word, this.#silence);

  /** @param {Page} page */
  constructor(page) {
    this.#page = page;
  }

  /** @param {TaskRow} task */
  update(task) {
    this.#mark.update(task.state);
    setAttribute(this.#link, 'href', hashOf(task.task_id));
    setText(this.#link, task.title);
    setAttribute(this.#word, 'class', `item-word state-${task.state}`);
    setText(this.#word, stateWord(task.state));
    setOptional(this.#silence, silenceText(task, this.#page.store.serverNowMs));
  }
}

/** What is only queued behind it holds no slot. @param {TaskRow} task @param {string} agentId */
function isHeldBy(task, agentId) {
  return task.agent_id === agentId && (task.custody === 'held' || task.custody === 'offered' || task.custody === 'lost');
}

/** @param {AgentRow} agent @param {number|null} nowMs */
function heardText({ presence, last_heard_at }, nowMs) {
  if (presence === 'never' || !last_heard_at || nowMs === null) return '';
  const age = ago(nowMs - Date.parse(last_heard_at));
  return presence === 'connected' && age === 'now' ? 'heard just now' : `last heard ${age}`;
}

/** @param {AgentRow} agent */
function offerText({ offer }) {
  return [
    offer.kinds.map(plain).join(', '),
    offer.labels.length > 0 ? `labels ${offer.labels.join(', ')}` : '',
    offer.roots.join(', '),
    [offer.version && `version ${offer.version}`, offer.platform].filter(Boolean).join(', '),
  ].filter((text) => text !== '').join(' · ');
}

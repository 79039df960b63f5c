import { ago } from '../state/times.js';
import { el, KeyedList, Mark, setOptional, setText } from './dom.js';

/** @import { Store } from '../state/store.js' */
/** @import { AgentRow } from '../types.js' */

const PRESENCE_WORDS = { never: 'not seen yet', connected: 'connected', lost: 'not heard', removed: 'removed' };

/** The agents, one line. */
export class FleetView {
  #store;
  #list;
  #empty = /** @type {HTMLElement} */ (document.querySelector('#fleet-empty'));

  /** @param {Store} store */
  constructor(store) {
    this.#store = store;
    const parent = /** @type {HTMLElement} */ (document.querySelector('#fleet-list'));
    this.#list = new KeyedList(parent, (/** @type {AgentRow} */ agent) => agent.agent_id, () => new AgentView(store));
  }

  update() {
    const { agents, truth } = this.#store;
    this.#empty.hidden = agents.length > 0 || truth === 'starting';
    this.#list.update(agents);
  }
}

class AgentView {
  #store;
  #mark = new Mark();
  #name = el('strong', { class: 'agent-name' });
  #presence = el('span');
  #slots = el('span', { class: 'quiet' });
  #warning = el('span', { class: 'warning' });

  /** @param {Store} store */
  constructor(store) {
    this.#store = store;
    this.element = el('li', { class: 'agent' }, this.#mark.element, this.#name, this.#presence, this.#slots, this.#warning);
  }

  /** @param {AgentRow} agent */
  update(agent) {
    const unproven = this.#store.isUnproven(agent.agent_id);
    this.#mark.update(unproven ? 'unproven' : agent.presence);
    setText(this.#name, agent.name);
    setText(this.#presence, unproven ? 'not confirmed yet' : this.#presenceText(agent));
    const { busy, offer } = agent;
    setText(this.#slots, busy === undefined ? `${offer.slots} slots` : `${busy} of ${offer.slots} busy`);
    setOptional(this.#warning, warningOf(agent));
  }

  /** @param {AgentRow} agent */
  #presenceText(agent) {
    const now = this.#store.serverNowMs;
    const word = PRESENCE_WORDS[agent.presence];
    if (agent.presence !== 'lost' || !agent.last_heard_at || now === null) return word;
    return `${word}, last ${ago(now - Date.parse(agent.last_heard_at))}`;
  }
}

/** @param {AgentRow} agent */
function warningOf(agent) {
  const warnings = [];
  if (agent.duplicate_seen_at) warnings.push('duplicate identity');
  if (agent.draining) warnings.push('draining');
  return warnings.join(', ');
}

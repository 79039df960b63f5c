import { Mark, setText } from './dom.js';

/** @import { Store } from '../state/store.js' */

/** How the fleet stands, in a few words that are always there. */
export class FleetLinkView {
  #store;
  #link = /** @type {HTMLElement} */ (document.querySelector('#fleet-link'));
  #words = /** @type {HTMLElement} */ (document.querySelector('#fleet-summary'));
  #mark = new Mark();

  /** @param {Store} store */
  constructor(store) {
    this.#store = store;
    this.#link.prepend(this.#mark.element);
  }

  update() {
    const { agents } = this.#store;
    const away = agents.filter((agent) => agent.presence === 'lost').length;
    const unproven = agents.filter((agent) => this.#store.isUnproven(agent.agent_id)).length;
    this.#mark.update(away > 0 ? 'lost' : unproven > 0 ? 'unproven' : agents.length > 0 ? 'connected' : 'never');
    setText(this.#words, summaryOf(agents.length, away, unproven));
  }
}

/** @param {number} count @param {number} away @param {number} unproven */
function summaryOf(count, away, unproven) {
  const agents = count === 0 ? 'No agents' : count === 1 ? '1 agent' : `${count} agents`;
  if (away > 0) return `${agents}, ${away} not heard`;
  return unproven > 0 ? `${agents}, ${unproven} not confirmed` : agents;
}

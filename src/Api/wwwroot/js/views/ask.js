import { el } from './dom.js';

/** @import { AgentRow } from '../types.js' */

/**
 * Asks in a dialog of the page, and tells with which of its buttons it was closed; Escape is none of them.
 * @param {'force'|'move'|'remove'} name
 * @param {string} subject what it is about
 * @returns {Promise<boolean>} whether it was confirmed
 */
export function confirm(name, subject) {
  const dialog = /** @type {HTMLDialogElement} */ (document.querySelector(`#${name}`));
  /** @type {HTMLElement} */ (dialog.querySelector('.dialog-subject')).textContent = subject;
  dialog.returnValue = '';
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes'), { once: true });
  });
}

/**
 * Asks where a session is to live.
 * @param {string} title
 * @param {AgentRow[]} agents
 * @returns {Promise<string|null>} the agent's id
 */
export async function chooseAgent(title, agents) {
  const choice = /** @type {HTMLSelectElement} */ (document.querySelector('#move-agent'));
  choice.replaceChildren(...agents.map((agent) => {
    const note = agent.presence === 'connected' ? '' : ' (not heard)';
    return el('option', { value: agent.agent_id }, `${agent.name}${note}`);
  }));
  return (await confirm('move', title)) && choice.value !== '' ? choice.value : null;
}

import { KIND_WORDS } from './words.js';

/** @import { AgentRow, TaskKind } from '../types.js' */

const NO_WORK = 'It takes no work:';

/** A folder that was copied is refused until this is done there. */
const ENROL_ANEW = 'Enrol that folder anew: tasksync agent --invite CODE --server URL.';

const DAMAGED = `${NO_WORK} what is stored of it is damaged. Restore a backup, or have the record mended in the database.`;

/**
 * Why an agent takes no new work; what has to be mended comes first. Empty if it takes whatever comes.
 * @param {AgentRow} agent
 * @returns {string[]} sentences
 */
export function obstacles(agent) {
  if (agent.damaged) return [DAMAGED];
  return [duplicate(agent), presence(agent) ?? rest(agent)].filter((text) => text !== null);
}

/** @param {AgentRow} agent */
function duplicate({ duplicate_seen_at }) {
  return duplicate_seen_at === undefined ? null
    : `Another process speaks for this agent and is refused: duplicate identity. ${ENROL_ANEW}`;
}

/** @param {AgentRow} agent */
function presence({ presence }) {
  if (presence === 'never') return `${NO_WORK} it was not heard yet.`;
  return presence === 'connected' ? null : `${NO_WORK} it is not heard. Look whether it runs: tasksync agent doctor.`;
}

/** @param {AgentRow} agent */
function rest({ offer, draining }) {
  if (offer.disk_error) return `${NO_WORK} its disk takes nothing down. ${offer.disk_error}`;
  return draining ? 'Draining: it gets no new work and finishes what it has.' : null;
}

/** How many slots are taken; that all are is no trouble, and still keeps new work waiting. @param {AgentRow} agent */
export function slotsText({ offer, busy }) {
  if (busy === undefined) return `${offer.slots} slots`;
  const text = `${busy} of ${offer.slots} slots busy`;
  return busy >= offer.slots ? `${text}: it takes no more for now` : text;
}

/**
 * What an agent does not run; null if it runs everything. One that was never heard has not said what it can do.
 * @param {AgentRow} agent
 */
export function lacks({ offer, presence, damaged }) {
  if (damaged) return null;
  const missing = /** @type {TaskKind[]} */ (Object.keys(KIND_WORDS)).filter((kind) => !offer.kinds.includes(kind));
  if (missing.length === 0 || presence === 'never') return null;
  const names = missing.map((kind) => (kind === 'command' ? 'commands' : KIND_WORDS[kind])).join(' and no ');
  return `It runs no ${names}: agent.json leaves that out, or the program is not there.`;
}

/** @import { SessionRow, TaskRow, TaskState } from '../types.js' */

/** @type {Record<TaskState|'idle'|'unproven', string>} */
const STATE_WORDS = {
  queued: 'Queued',
  working: 'Working',
  input_required: 'Needs an answer',
  cancelling: 'Cancelling',
  unknown: 'Unknown',
  completed: 'Completed',
  failed: 'Failed',
  cancelled: 'Cancelled',
  idle: 'Idle',
  unproven: 'Not confirmed',
};

const TERMINAL = new Set(['completed', 'failed', 'cancelled']);

/** @param {string} state */
export function isTerminal(state) {
  return TERMINAL.has(state);
}

/** @param {string} state */
export function stateWord(state) {
  return STATE_WORDS[/** @type {TaskState} */ (state)] ?? plain(state);
}

/** A machine's word as people write it. @param {string} word */
export function plain(word) {
  return word.replaceAll('_', ' ');
}

/**
 * What a task's mark and word are to be. An offered task says so: it may already run.
 * @param {TaskRow} task
 * @param {boolean} unproven whether its agent is still to be heard after the server's own downtime
 */
export function taskWord(task, unproven) {
  const word = task.state === 'queued' && task.custody === 'offered' ? 'Starting' : stateWord(task.state);
  return unproven && !isTerminal(task.state) ? `${word}, not confirmed` : word;
}

/** Counts that say something, the ones under way first. @param {SessionRow} session */
export function countsText(session) {
  const order = ['input_required', 'working', 'cancelling', 'unknown', 'queued', 'failed', 'cancelled', 'completed'];
  return order
    .map((state) => ({ state, count: session.counts[/** @type {TaskState} */ (state)] ?? 0 }))
    .filter(({ count }) => count > 0)
    .map(({ state, count }) => `${count} ${stateWord(state).toLowerCase()}`)
    .join(' · ');
}

/** The state that a session's mark shows: where nothing is under way, how its newest task ended. @param {SessionRow} session */
export function sessionMark(session) {
  return session.state === 'idle' ? (session.last_end ?? 'idle') : session.state;
}

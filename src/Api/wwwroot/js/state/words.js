import { roughly } from './times.js';

/** @import { NextStep, SessionRow, TaskKind, TaskRow, TaskState, TimelineEntry } from '../types.js' */

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

/** @type {Record<TaskKind, string>} */
export const KIND_WORDS = { claude: 'Claude', codex: 'Codex', command: 'Command' };

/** @type {TaskState[]} */
export const TASK_STATES = [
  'queued', 'working', 'input_required', 'cancelling', 'unknown', 'completed', 'failed', 'cancelled',
];

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

/**
 * How long what runs has shown no sign of life; null while it does.
 * @param {TaskRow|SessionRow} row
 * @param {number|null} nowMs the server's clock
 */
export function silenceText({ stalled_since }, nowMs) {
  if (!stalled_since) return null;
  return nowMs === null ? 'no sign of life' : `no sign of life for ${roughly(nowMs - Date.parse(stalled_since))}`;
}

/**
 * What the time of a next step means, by its action; else it is when a queued task gives up waiting.
 * @type {Record<string, string>}
 */
const TIME_MEANS = { orphan: 'That is at', report: 'Its time is up at', overdue: 'That was due at' };

const TASK_ID = /task (t_[0-9a-z]{26})/g;

/** Characters of a title within a sentence. */
const TITLE_LIMIT = 32;

/**
 * What happens next, as a sentence, with titles in place of ids.
 * @param {NextStep} next
 * @param {(taskId: string) => string|undefined} titleOf
 */
export function nextText(next, titleOf) {
  return next.message.replace(TASK_ID, (text, id) => {
    const title = titleOf(id);
    return title ? `“${title.length > TITLE_LIMIT ? `${title.slice(0, TITLE_LIMIT)}…` : title}”` : text;
  });
}

/**
 * When it happens by itself, as a sentence; empty if no time is set.
 * @param {NextStep} next
 * @param {(at: string) => string} timeOf
 */
export function nextTimeText(next, timeOf) {
  return next.at ? `${TIME_MEANS[next.action] ?? 'It gives up at'} ${timeOf(next.at)}.` : '';
}

/** @type {TaskState[]} */
const COUNT_ORDER = ['input_required', 'working', 'cancelling', 'unknown', 'queued', 'failed', 'cancelled', 'completed'];

/** The counts that are not zero, those under way first. @param {SessionRow} session */
export function countsText(session) {
  return COUNT_ORDER
    .filter((state) => (session.counts[state] ?? 0) > 0)
    .map((state) => `${session.counts[state]} ${stateWord(state).toLowerCase()}`)
    .join(' · ');
}

/**
 * The one state that stands for a session: what is under way, else how its newest task ended.
 * @param {SessionRow} session
 */
export function sessionState(session) {
  return session.state === 'idle' ? (session.last_end ?? 'idle') : session.state;
}

/** How many tasks a session has. @param {SessionRow} session */
export function taskCount(session) {
  return COUNT_ORDER.reduce((sum, state) => sum + (session.counts[state] ?? 0), 0);
}

/**
 * What happened where the state stayed; null where it did not.
 * @param {string} from @param {string} to @param {boolean} isNewAttempt @param {string} reason
 */
function handedText(from, to, isNewAttempt, reason) {
  if (from !== to) return null;
  if (to === 'queued' && isNewAttempt) return 'Offered';
  return to === 'queued' && reason === 'none' ? 'Taken' : `Still ${stateWord(to).toLowerCase()}`;
}

/**
 * One step of a task's way, in words. A queued task that stays queued changed hands: an agent was asked, and then said
 * that it has it.
 * @param {TimelineEntry} entry
 * @param {TimelineEntry|undefined} before
 */
export function timelineText({ from, to, reason, attempt }, before) {
  const details = [];
  if (reason && reason !== 'none') details.push(plain(reason));
  if (attempt > 1) details.push(`attempt ${attempt}`);
  const word = handedText(from, to, attempt > (before?.attempt ?? 0), reason) ?? stateWord(to);
  return details.length === 0 ? word : `${word} (${details.join(', ')})`;
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countsText, nextText, nextTimeText, sessionState, silenceText, taskWord, timelineText } from '../../../src/Api/wwwroot/js/state/words.js';
import { TASK, session, task } from './fakes.js';

const titleOf = (id) => (id === TASK ? 'make all' : undefined);
const nextOf = (message) => nextText({ action: 'wait_for_turn', message }, titleOf);

test('What happens next names tasks by their titles', () => {
  assert.equal(nextOf(`Waits for its turn behind task ${TASK}.`), 'Waits for its turn behind “make all”.');
});

test('A long title is cut within a sentence', () => {
  const text = nextText({ action: 'wait_for_turn', message: `Behind task ${TASK}.` }, () => 'x'.repeat(100));
  assert.equal(text, `Behind “${'x'.repeat(32)}…”.`);
});

test('An id whose title is not known stays', () => {
  const message = 'Waits for its turn behind task t_99999999999999999999999999.';
  assert.equal(nextOf(message), message);
});

test('The time of the next step says what it means', () => {
  const timeOf = () => '12:40';
  const at = '2026-03-01T12:40:00Z';
  assert.equal(nextTimeText({ action: 'wait_for_turn', message: '', at }, timeOf), 'It gives up at 12:40.');
  assert.equal(nextTimeText({ action: 'orphan', message: '', at }, timeOf), 'That is at 12:40.');
  assert.equal(nextTimeText({ action: 'stop', message: '' }, timeOf), '');
});

test('An offered task is starting, not merely queued: it may already run', () => {
  assert.equal(taskWord(task(1, { custody: 'offered' }), false), 'Starting');
  assert.equal(taskWord(task(1), false), 'Queued');
});

test('A state that is not proven says so, and one that is over needs no proof', () => {
  assert.equal(taskWord(task(1, { state: 'working' }), true), 'Working, not confirmed');
  assert.equal(taskWord(task(1, { state: 'failed' }), true), 'Failed');
});

test('A silent task says for how long, and one that shows signs of life says nothing', () => {
  const since = '2026-03-01T12:00:00Z';
  assert.equal(silenceText(task(1, { stalled_since: since }), Date.parse('2026-03-01T12:12:30Z')), 'no sign of life for 12 min');
  assert.equal(silenceText(task(1), Date.parse(since)), null);
});

test('A session without work stands as its last task ended', () => {
  assert.equal(sessionState(session(1, { state: 'idle', last_end: 'failed' })), 'failed');
  assert.equal(sessionState(session(1, { state: 'working', last_end: 'failed' })), 'working');
});

test('Counts begin with what is under way and leave out what is not there', () => {
  const counts = { completed: 3, queued: 2, working: 1, failed: 0 };
  assert.equal(countsText(session(1, { counts })), '1 working · 2 queued · 3 completed');
});

test('An offer says why a conversation begins anew', () => {
  const entry = { at: '', from: 'queued', to: 'queued', reason: 'conversation_moved', attempt: 1, by: '' };
  assert.equal(timelineText(entry, undefined), 'Offered (conversation moved)');
});

test('A queued task that stays queued says who had it when', () => {
  const step = (from, to, attempt, reason = 'none') => ({ at: '', from, to, reason, attempt, by: '' });
  const way = [
    step('none', 'queued', 0), step('queued', 'queued', 1), step('queued', 'queued', 1), step('queued', 'working', 1),
    step('working', 'failed', 1, 'exit_code'),
  ];
  assert.deepEqual(way.map((entry, index) => timelineText(entry, way[index - 1])),
    ['Queued', 'Offered', 'Taken', 'Working', 'Failed (exit code)']);
});

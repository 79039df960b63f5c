import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { Store } from '../../../src/Api/wwwroot/js/state/store.js';
import { AGENT, FakeClock, SESSION, TASK, agent, beat, session, snapshot, task } from './fakes.js';

let clock;
let store;

beforeEach(() => {
  clock = new FakeClock();
  store = new Store(clock);
  store.watch([SESSION]);
  store.replace(snapshot('e.10', { sessions: [session(9)], agents: [agent(3, { busy: 1 })], tasks: [task(8)] }));
  store.setStreaming(true);
});

test('A newer row takes the place of an older one', () => {
  store.take('task', task(11, { state: 'working' }), 'e.11');
  assert.equal(store.task(TASK).state, 'working');
});

test('An older row changes nothing, wherever it comes from', () => {
  store.take('task', task(12, { state: 'completed' }), 'e.12');
  store.take('task', task(11, { state: 'working' }), 'e.11');
  store.addSession({ session: session(9), tasks: [task(8)], cursor: 'e.9' });
  assert.equal(store.task(TASK).state, 'completed');
});

test('The same row again is no news', () => {
  let news = 0;
  store.addEventListener('row', () => { news += 1; });
  store.take('task', task(11), 'e.11');
  store.take('task', task(11), 'e.11');
  assert.equal(news, 1);
});

test('A removed task does not come back with an answer from before', () => {
  store.take('task', { id: TASK, removed: true, change: 12 }, 'e.12');
  store.addTask({ ...task(11), timeline: [] });
  assert.equal(store.task(TASK), undefined);
});

test('Tasks of sessions that nobody looks at are not kept', () => {
  store.take('task', task(11, { task_id: 't_other', session_id: 's_other' }), 'e.11');
  assert.equal(store.task('t_other'), undefined);
  assert.equal(store.reached, 'e.11');
});

test('Going to another session lets the tasks of the one before go', () => {
  store.watch(['s_other']);
  assert.deepEqual(store.tasksOf(SESSION), []);
});

test('A change that comes while a session is being read is kept', () => {
  store.watch(['s_other']);
  store.take('task', task(20, { task_id: 't_b', session_id: 's_other', state: 'completed' }), 'e.20');
  const old = task(15, { task_id: 't_b', session_id: 's_other', state: 'working' });
  store.addSession({ session: session(15, { session_id: 's_other' }), tasks: [old], cursor: 'e.16' });
  assert.equal(store.task('t_b').state, 'completed');
});

test('A snapshot of parts goes on from the earliest of them', () => {
  store.replace({
    sessions: { sessions: [], cursor: 'e.21' },
    agents: { agents: [], cursor: 'e.19' },
    opened: [{ session: session(22), tasks: [], cursor: 'e.23' }],
  });
  assert.equal(store.reached, 'e.19');
});

test('After a reset, rows of a lower change are taken from the new snapshot', () => {
  store.take('task', task(30, { state: 'completed' }), 'e.30');
  store.forgetPlace();
  store.replace(snapshot('f.5', { sessions: [session(4)], tasks: [task(4, { state: 'queued' })] }));
  assert.equal(store.task(TASK).state, 'queued');
  assert.equal(store.reached, 'f.5');
});

test('What stood on the screen stays there, not live, until the new snapshot is there', () => {
  store.hear(beat('e.10'));
  store.forgetPlace();
  assert.equal(store.isLive, false);
  assert.equal(store.task(TASK).state, 'queued');
});

test('A feed row of an agent keeps how busy it is, which only reads tell', () => {
  store.take('agent', agent(11, { draining: true }), 'e.11');
  assert.equal(store.agent(AGENT).busy, 1);
  assert.equal(store.agent(AGENT).draining, true);
});

test('A read of the fleet tells how busy an agent is even if its row is the same', () => {
  store.addAgents({ agents: [agent(3, { busy: 2 })], cursor: 'e.10' });
  assert.equal(store.agent(AGENT).busy, 2);
});

test('An agent that is no longer a duplicate loses the mark', () => {
  store.take('agent', agent(11, { duplicate_seen_at: '2026-03-01T11:00:00Z' }), 'e.11');
  store.take('agent', agent(12), 'e.12');
  assert.equal(store.agent(AGENT).duplicate_seen_at, undefined);
});

test('Sessions stand in the order of their last activity, without those put away', () => {
  store.take('session', session(11, { session_id: 's_b', last_activity_at: '2026-03-01T12:00:00Z' }), 'e.11');
  store.take('session', session(12, { session_id: 's_c', archived_at: '2026-03-01T12:00:00Z' }), 'e.12');
  assert.deepEqual(store.sessions.map((row) => row.session_id), ['s_b', SESSION]);
});

test('Tasks of an agent that the server has not heard again are unproven until a beat says otherwise', () => {
  store.hear(beat('e.10', { unproven: [AGENT] }));
  assert.equal(store.isUnproven(AGENT), true);
  store.hear(beat('e.10'));
  assert.equal(store.isUnproven(AGENT), false);
});

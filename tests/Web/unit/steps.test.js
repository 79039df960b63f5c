import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { Steps, STEP_LIMIT } from '../../../src/Api/wwwroot/js/net/steps.js';
import { Store } from '../../../src/Api/wwwroot/js/state/store.js';
import { FakeClock, FakeTimers, SESSION, TASK, beat, session, settle, snapshot, task } from './fakes.js';

let clock;
let timers;
let store;
let steps;
let calls;
let pages;

beforeEach(() => {
  [clock, timers, calls, pages] = [new FakeClock(), new FakeTimers(), [], []];
  store = new Store(clock);
  store.watch([SESSION]);
  store.replace(snapshot('e.1', { sessions: [session(1)], tasks: [task(1, { state: 'working', attempt: 1 })] }));
  const api = {
    async get(path) {
      calls.push(path.slice(path.indexOf('?')));
      return pages.shift() ?? page([], { next: 0 });
    },
  };
  steps = new Steps(api, store, clock, timers.later);
});

const said = (at) => ({ at, kind: 'text', text: `at ${at}` });
const page = (made, fields = {}) => ({ task_id: TASK, attempt: 1, steps: made, complete: false, next: (made.at(-1)?.at ?? 0) + 1, ...fields });
const hint = () => store.hint({ task_id: TASK, attempt: 1, bytes: 99 });
const places = () => steps.of(TASK).steps.map(({ at }) => at);

test('Pages are read on to the end, each from where the last one ended', async () => {
  pages = [page([said(0)], { next: 10 }), page([said(10)], { next: 20 }), page([], { next: 20 })];
  steps.want([TASK]);
  await settle();
  assert.deepEqual(calls, ['?attempt=1&after=0', '?attempt=1&after=10', '?attempt=1&after=20']);
  assert.deepEqual(places(), [0, 10]);
});

test('A hint has more read, but no two reads are under way', async () => {
  steps.want([TASK]);
  await settle();
  hint();
  hint();
  assert.equal(calls.length, 1);
  await timers.run();
  assert.equal(calls.length, 2);
});

test('A lost hint is made up for after a while', async () => {
  steps.want([TASK]);
  await settle();
  await timers.run();
  clock.pass(3001);
  store.hear(beat('e.1'));
  await settle();
  assert.equal(calls.length, 2);
});

test('What is complete is not asked for again', async () => {
  pages = [page([said(0)], { complete: true })];
  steps.want([TASK]);
  await settle();
  await timers.run();
  clock.pass(60_000);
  hint();
  store.hear(beat('e.1'));
  await settle();
  assert.equal(calls.length, 1);
});

test('A new attempt begins anew', async () => {
  pages = [page([said(0)], { complete: true })];
  steps.want([TASK]);
  await settle();
  await timers.run();
  pages = [page([said(5)], { attempt: 2 })];
  store.take('task', task(2, { state: 'working', attempt: 2 }), 'e.2');
  await settle();
  assert.equal(calls[1], '?attempt=2&after=0');
  assert.deepEqual(places(), [5]);
});

test('A task that no agent was asked to run has no steps to read', async () => {
  store.take('task', task(3, { attempt: 0 }), 'e.3');
  steps.want([TASK]);
  await settle();
  assert.deepEqual(calls, []);
});

test('Of very many steps the last ones are kept, and it says so', async () => {
  pages = [page(Array.from({ length: STEP_LIMIT + 5 }, (_, index) => said(index)), { complete: true })];
  steps.want([TASK]);
  await settle();
  assert.equal(steps.of(TASK).steps.length, STEP_LIMIT);
  assert.equal(steps.of(TASK).cut, true);
});

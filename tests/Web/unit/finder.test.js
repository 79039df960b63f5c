import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { Refused, Unanswered } from '../../../src/Api/wwwroot/js/net/api.js';
import { Finder } from '../../../src/Api/wwwroot/js/net/finder.js';
import { Store } from '../../../src/Api/wwwroot/js/state/store.js';
import { FakeClock, SESSION, TASK, beat, settle, snapshot, task } from './fakes.js';

let clock;
let store;
let finder;
let calls;
let answers;

beforeEach(() => {
  [clock, calls, answers] = [new FakeClock(), [], []];
  store = new Store(clock);
  store.watch([SESSION]);
  store.replace(snapshot('e.1'));
  store.setStreaming(true);
  store.hear(beat('e.1'));
  const api = {
    async get(path) {
      calls.push(path);
      const answer = answers.shift() ?? { tasks: [], cursor: 'e.1' };
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
  finder = new Finder(api, store, clock);
});

const ask = (words) => finder.ask(new URLSearchParams(words === '' ? {} : { q: words }));
const found = () => finder.tasks.map(({ state }) => state);

test('No question is no call', async () => {
  ask('');
  await settle();
  assert.deepEqual(calls, []);
});

test('Typing asks only what was typed last once the answer is there', async () => {
  for (const words of ['s', 'sl', 'slow']) ask(words);
  await settle();
  assert.deepEqual(calls.map((path) => /q=(\w+)/.exec(path)[1]), ['s', 'slow']);
});

test('An answer to an old question is not shown', async () => {
  answers = [{ tasks: [task(1)], cursor: 'e.1' }];
  ask('old');
  ask('new');
  await settle();
  assert.deepEqual(finder.tasks, []);
});

test('A row that is shown changes with its task', async () => {
  answers = [{ tasks: [task(1, { state: 'working' })], cursor: 'e.1' }];
  ask('slow');
  await settle();
  store.take('task', task(2, { state: 'completed' }), 'e.2');
  assert.deepEqual(found(), ['completed']);
});

test('A row that is shown changes with its task also when nobody looks at its session', async () => {
  store.watch([]);
  answers = [{ tasks: [task(2, { state: 'working' })], cursor: 'e.2' }];
  ask('slow');
  await settle();
  store.take('task', task(3, { state: 'completed' }), 'e.3');
  store.take('task', task(1, { state: 'queued' }), 'e.1');
  assert.deepEqual(found(), ['completed']);
});

test('What belongs here is asked again after tasks changed, once the last answer is a while ago', async () => {
  ask('slow');
  await settle();
  store.take('task', task(2), 'e.2');
  await settle();
  assert.equal(calls.length, 1);
  clock.pass(2001);
  store.hear(beat('e.2'));
  await settle();
  assert.equal(calls.length, 2);
  clock.pass(2001);
  store.hear(beat('e.2'));
  await settle();
  assert.equal(calls.length, 2);
});

test('A question that was not answered is asked again after a while, and one that was refused is not', async () => {
  for (const [error, asked] of [[new Unanswered('Away.'), 2], [new Refused(400, 'No.'), 1]]) {
    [calls.length, answers] = [0, [error]];
    ask(error.message);
    await settle();
    assert.deepEqual([calls.length, finder.problem], [1, error.message]);
    clock.pass(2001);
    store.hear(beat('e.1'));
    await settle();
    assert.equal(calls.length, asked);
  }
});

test('A late answer does not undo what the feed said meanwhile', async () => {
  answers = [{ tasks: [task(1, { state: 'working' })], cursor: 'e.1' }];
  ask('slow');
  await settle();
  clock.pass(2001);
  answers = [{ tasks: [task(1, { state: 'working' })], cursor: 'e.1' }];
  store.take('task', task(2, { state: 'completed', task_id: TASK }), 'e.2');
  await settle();
  assert.deepEqual(found(), ['completed']);
});

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { Actions } from '../../../src/Api/wwwroot/js/net/actions.js';
import { Refused, Unanswered } from '../../../src/Api/wwwroot/js/net/api.js';
import { SESSION, TASK, session, settle, task } from './fakes.js';

let calls;
let answers;
let shown;
let actions;

beforeEach(() => {
  [calls, answers, shown] = [[], [], []];
  const api = {
    async send(method, path, body) {
      calls.push({ method, path, body });
      const answer = answers.shift();
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
  actions = new Actions(api, { addTask: (view) => shown.push(view), addSession: (view) => shown.push(view) }, async () => {});
});

test('A cancel is only asked for until the server has answered', async () => {
  answers = [task(5, { state: 'cancelling' })];
  const asking = actions.cancel(TASK);
  assert.equal(actions.of(TASK).name, 'cancel');
  await asking;
  assert.equal(actions.of(TASK), undefined);
  assert.equal(shown[0].state, 'cancelling');
});

test('Pressing twice asks once', async () => {
  answers = [task(5)];
  await Promise.all([actions.cancel(TASK), actions.cancel(TASK)]);
  assert.equal(calls.length, 1);
});

test('An unanswered one is repeated', async () => {
  answers = [new Unanswered('lost'), task(5)];
  await actions.force(TASK);
  assert.deepEqual(calls.map(({ body }) => body), [{ force: true }, { force: true }]);
});

test('One that is never answered ends with a word about it', async () => {
  answers = Array.from({ length: 100 }, () => new Unanswered('The server did not answer.'));
  await actions.cancel(TASK);
  assert.equal(actions.of(TASK).problem, 'The server did not answer.');
  assert.ok(calls.length < 100);
});

test('A refusal is told, and asking again is possible', async () => {
  answers = [new Refused(409, 'The task is already completed.'), task(6)];
  await actions.cancel(TASK);
  assert.equal(actions.of(TASK).problem, 'The task is already completed.');
  await actions.cancel(TASK);
  await settle();
  assert.equal(actions.of(TASK), undefined);
});

test('A session is renamed, put away and moved by calls of its own, and its answer is shown', async () => {
  const view = { session: session(7), tasks: [], cursor: 'e.7' };
  answers = [view, view, view];
  await actions.rename(SESSION, 'A better name');
  await actions.archive(SESSION, true);
  await actions.move(SESSION, 'laptop-2');
  assert.deepEqual(calls.map(({ method, body }) => [method, body]), [
    ['PATCH', { title: 'A better name' }], ['PATCH', { archived: true }], ['POST', { agent: 'laptop-2' }],
  ]);
  assert.deepEqual(shown, [view, view, view]);
});

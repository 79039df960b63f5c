import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { Refused, Unanswered } from '../../../src/Api/wwwroot/js/net/api.js';
import { Outbox } from '../../../src/Api/wwwroot/js/net/outbox.js';
import { settle } from './fakes.js';

const BODY = { kind: 'command', argv: ['true'] };

let server;
let storage;
let pauses;

beforeEach(() => {
  server = { answers: [], calls: [], post };
  storage = new MemoryStorage();
  pauses = [];
});

async function post(path, body, headers) {
  server.calls.push({ path, body, key: headers['Idempotency-Key'] });
  const answer = server.answers.shift();
  if (answer instanceof Error) throw answer;
  return answer;
}

class MemoryStorage {
  #items = new Map();
  getItem = (key) => this.#items.get(key) ?? null;
  setItem = (key, value) => void this.#items.set(key, value);
  removeItem = (key) => void this.#items.delete(key);
}

/** An outbox whose pauses last until the test ends them. */
function outbox() {
  return new Outbox(server, storage, () => new Promise((resolve) => pauses.push(resolve)));
}

test('A task is sent under a key, and sent when its id is there', async () => {
  server.answers = [{ task_id: 't_1' }];
  const box = outbox();
  assert.equal((await box.send(BODY)).task_id, 't_1');
  assert.match(server.calls[0].key, /^[0-9a-f]{32}$/);
  assert.equal(box.unanswered, null);
});

test('A lost answer is asked for again with the same key and body, and is not called sent meanwhile', async () => {
  server.answers = [new Unanswered('lost'), new Unanswered('lost'), { task_id: 't_1' }];
  const box = outbox();
  const sending = box.send(BODY);
  await settle();
  assert.equal(box.state.phase, 'unanswered');
  for (const round of [1, 2]) {
    assert.equal(box.state.tries, round);
    pauses.shift()();
    await settle();
  }
  await sending;
  assert.equal(new Set(server.calls.map(({ key }) => key)).size, 1);
  assert.deepEqual(server.calls[2].body, BODY);
  assert.equal(box.state.phase, 'open');
});

test('The next task has another key', async () => {
  server.answers = [{ task_id: 't_1' }, { task_id: 't_2' }];
  const box = outbox();
  await box.send(BODY);
  await box.send(BODY);
  assert.notEqual(server.calls[0].key, server.calls[1].key);
});

test('A refusal is told and ends it', async () => {
  server.answers = [new Refused(400, 'The folder is outside of the agent’s roots.')];
  const box = outbox();
  assert.equal(await box.send(BODY), null);
  assert.deepEqual(box.state, { phase: 'refused', tries: 0, problem: 'The folder is outside of the agent’s roots.' });
  assert.equal(box.unanswered, null);
});

test('A reload goes on with the same key', async () => {
  server.answers = [new Unanswered('lost'), { task_id: 't_1' }];
  void outbox().send(BODY);
  await settle();
  const afterReload = outbox();
  assert.deepEqual(afterReload.unanswered, BODY);
  await afterReload.resume();
  assert.equal(server.calls[1].key, server.calls[0].key);
});

test('Without a login nothing was decided: it goes out again after it', async () => {
  server.answers = [new Refused(401, 'No credential.'), { task_id: 't_1' }];
  const box = outbox();
  await box.send(BODY);
  assert.deepEqual(box.unanswered, BODY);
  assert.equal((await box.resume()).task_id, 't_1');
  assert.equal(server.calls[1].key, server.calls[0].key);
});

test('What waits for a login goes first: its key is given to nothing else', async () => {
  server.answers = [new Unanswered('lost'), new Refused(401, 'No credential.'), { task_id: 't_1' }];
  const box = outbox();
  const sending = box.send(BODY);
  await settle();
  pauses.shift()();
  await sending;
  await box.send({ kind: 'command', argv: ['false'] });
  assert.deepEqual(server.calls[2].body, BODY);
});

test('With nothing unanswered there is nothing to resume', async () => {
  assert.equal(await outbox().resume(), null);
  assert.equal(server.calls.length, 0);
});

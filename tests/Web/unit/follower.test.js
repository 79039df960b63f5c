import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { Follower } from '../../../src/Api/wwwroot/js/output/follower.js';
import { TEXT_LIMIT } from '../../../src/Api/wwwroot/js/output/tail.js';
import { FakeStream, FakeTimers, TASK, settle } from './fakes.js';

let timers;
let streams;
let stored;
let reads;
let shown;
let follower;

beforeEach(() => {
  timers = new FakeTimers();
  [streams, reads, stored, shown] = [[], [], '', ''];
  follower = new Follower({ taskId: TASK, attempt: 1, stream: 'stdout' }, {
    later: timers.later,
    openStream: (url) => streams[streams.push(new FakeStream(url)) - 1],
    readBytes: async (url) => {
      reads.push(url);
      return new TextEncoder().encode(stored.slice(Number(/from=(\d+)/.exec(url)[1])));
    },
    onBytes: (bytes) => { shown += new TextDecoder().decode(bytes); },
  });
});

const stream = () => streams.at(-1);
const say = (text) => stream().say('output', btoa(text));
const view = (fields = {}) => ({ attempt: 1, output_bytes: 0, stderr_bytes: 0, output_complete: false, ...fields });

test('What grows is followed from where it stands', () => {
  follower.update(view(), true);
  say('one ');
  say('two');
  assert.equal(shown, 'one two');
  assert.match(stream().url, /attempt=1&stream=stdout&from=0$/);
});

test('Of much output the end is fetched', () => {
  follower.update(view({ output_bytes: TEXT_LIMIT + 500 }), true);
  assert.match(stream().url, /from=500$/);
  assert.equal(follower.startedLate, true);
});

test('After a break it goes on at its offset', async () => {
  follower.update(view(), true);
  say('12345');
  stream().say('error');
  follower.update(view(), true);
  assert.equal(streams.length, 1);
  await timers.run();
  follower.update(view(), true);
  assert.match(stream().url, /from=5$/);
});

test('A hidden tab holds no stream', () => {
  follower.update(view(), true);
  follower.pause();
  assert.equal(stream().closed, true);
  follower.update(view(), false);
  assert.equal(streams.length, 1);
});

test('What is complete is read once, without a stream', async () => {
  stored = 'all of it';
  follower.update(view({ output_bytes: 9, output_complete: true }), true);
  await settle();
  follower.update(view({ output_bytes: 9, output_complete: true }), true);
  await settle();
  assert.equal(shown, 'all of it');
  assert.equal(reads.length, 1);
  assert.equal(streams.length, 0);
});

test('An end that the server tells is not followed again, and late bytes are read', async () => {
  follower.update(view(), true);
  say('early');
  stream().say('end', { attempt: 1, bytes: 5, complete: false });
  follower.update(view({ output_bytes: 5 }), true);
  assert.equal(streams.length, 1);
  stored = 'early late';
  follower.update(view({ output_bytes: 10 }), true);
  await settle();
  assert.equal(shown, 'early late');
});

test('What comes after it was closed is not shown', () => {
  follower.update(view(), true);
  follower.close();
  say('x');
  assert.equal(shown, '');
});

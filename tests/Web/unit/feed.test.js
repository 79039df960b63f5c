import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { Feed } from '../../../src/Api/wwwroot/js/net/feed.js';
import { BEAT_LIMIT_MS } from '../../../src/Api/wwwroot/js/state/liveness.js';
import { Store } from '../../../src/Api/wwwroot/js/state/store.js';
import { FakeClock, FakeStream, FakeTimers, SESSION, TASK, beat, session, settle, snapshot, task } from './fakes.js';

let clock;
let timers;
let store;
let feed;
let streams;
let server;

beforeEach(async () => {
  clock = new FakeClock();
  timers = new FakeTimers();
  store = new Store(clock);
  store.watch([SESSION]);
  streams = [];
  server = { isUp: true, snapshots: 0, probes: 0, cursor: 'e.10' };
  feed = new Feed({ store, clock, later: timers.later, openStream, readSnapshot, probe });
  feed.start();
  await settle();
});

const stream = () => streams.at(-1);
const openStreams = () => streams.filter((one) => !one.closed).length;

function openStream(url) {
  streams.push(new FakeStream(url));
  return stream();
}

async function readSnapshot() {
  server.snapshots += 1;
  if (!server.isUp) throw new Error('down');
  return snapshot(server.cursor, { sessions: [session(9)], tasks: [task(8)] });
}

async function probe() {
  server.probes += 1;
  if (!server.isUp) throw new Error('down');
}

test('It begins with a snapshot and follows from its cursor', () => {
  assert.equal(store.task(TASK).change, 8);
  assert.equal(stream().url, '/api/changes?since=e.10');
});

test('Rows and beats of the stream reach the store', () => {
  stream().say('task', task(11, { state: 'working' }), 'e.11');
  stream().say('beat', beat('e.11'));
  assert.equal(store.task(TASK).state, 'working');
  assert.equal(store.truth, 'live');
});

test('A broken stream is opened again from the last cursor, without a new snapshot', async () => {
  stream().say('task', task(11), 'e.11');
  stream().say('error');
  assert.equal(store.isLive, false);
  await timers.run();
  assert.equal(stream().url, '/api/changes?since=e.11');
  assert.equal(server.snapshots, 1);
});

test('While the server is away no stream is opened, and each try asks first', async () => {
  server.isUp = false;
  stream().say('error');
  for (let i = 0; i < 3; i += 1) await timers.run();
  assert.equal(streams.length, 1);
  assert.equal(server.probes, 3);
  server.isUp = true;
  await timers.run();
  stream().say('beat', beat('f.10'));
  assert.equal(store.truth, 'live');
});

test('A first snapshot that fails is asked for again', async () => {
  const lone = new Store(clock);
  const other = new Feed({ store: lone, clock, later: timers.later, openStream, readSnapshot, probe });
  server.isUp = false;
  other.start();
  await settle();
  server.isUp = true;
  await timers.run();
  assert.equal(lone.generation, 1);
});

test('A silent stream is closed by the watchdog and opened again', async () => {
  stream().say('beat', beat('e.10'));
  const silent = stream();
  clock.pass(BEAT_LIMIT_MS + 1);
  feed.check();
  await settle();
  assert.equal(silent.closed, true);
  assert.equal(openStreams(), 1);
});

test('A stream that never brought a beat is closed by the watchdog too', async () => {
  const silent = stream();
  clock.pass(BEAT_LIMIT_MS + 1);
  feed.check();
  await settle();
  assert.equal(silent.closed, true);
});

test('A beat from before a sleep of the machine proves nothing', async () => {
  stream().say('beat', beat('e.10'));
  const old = stream();
  clock.sleep(3_600_000);
  old.say('beat', beat('e.10'));
  assert.equal(store.isLive, false);
  await settle();
  assert.equal(old.closed, true);
  assert.notEqual(stream(), old);
});

test('What an abandoned stream still brings is dropped', async () => {
  const old = stream();
  old.say('error');
  await timers.run();
  old.say('task', task(50, { state: 'failed' }), 'e.50');
  assert.equal(store.task(TASK).state, 'queued');
});

test('A reset takes a new snapshot and follows from there', async () => {
  server.cursor = 'f.3';
  stream().say('reset', { why: 'A backup was restored.' });
  await settle();
  assert.equal(server.snapshots, 2);
  assert.equal(stream().url, '/api/changes?since=f.3');
});

test('A tab in the background holds no stream, and resumes by its cursor when it comes to the front', async () => {
  stream().say('task', task(11), 'e.11');
  feed.pause();
  assert.equal(openStreams(), 0);
  assert.equal(store.isLive, false);
  feed.start();
  await settle();
  assert.equal(stream().url, '/api/changes?since=e.11');
  assert.equal(server.snapshots, 1);
});

test('Ten tabs of which one is in front hold one stream', async () => {
  const tabs = Array.from({ length: 10 }, () => new Feed({
    store: new Store(clock), clock, later: timers.later, openStream, readSnapshot, probe,
  }));
  feed.pause();
  for (const tab of tabs) tab.start();
  await settle();
  for (const tab of tabs.slice(1)) tab.pause();
  assert.equal(openStreams(), 1);
});

test('A pause during a retry stays a pause', async () => {
  stream().say('error');
  feed.pause();
  await timers.run();
  assert.equal(openStreams(), 0);
});

test('A network that is back ends the waiting', async () => {
  stream().say('error');
  feed.hurry();
  await settle();
  assert.equal(openStreams(), 1);
  await timers.run();
  assert.equal(openStreams(), 1);
});

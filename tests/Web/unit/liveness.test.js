import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { BEAT_LIMIT_MS } from '../../../src/Api/wwwroot/js/state/liveness.js';
import { Store } from '../../../src/Api/wwwroot/js/state/store.js';
import { FakeClock, SESSION, beat, session, snapshot, task } from './fakes.js';

let clock;
let store;

beforeEach(() => {
  clock = new FakeClock();
  store = new Store(clock);
  store.watch([SESSION]);
  store.replace(snapshot('e.10', { sessions: [session(9)], tasks: [task(8)] }));
  store.setStreaming(true);
});

test('Without a beat the page is not live, however fresh its snapshot', () => {
  assert.equal(store.truth, 'starting');
  assert.equal(store.serverNowMs, null);
});

test('A beat whose head is reached makes it live', () => {
  store.hear(beat('e.10'));
  assert.equal(store.truth, 'live');
});

test('A beat whose head is further on does not, until its rows are there', () => {
  store.hear(beat('e.10'));
  store.hear(beat('e.12'));
  assert.equal(store.truth, 'catching_up');
  store.take('task', task(12), 'e.12');
  assert.equal(store.truth, 'live');
});

test('Five seconds without a beat end it', () => {
  store.hear(beat('e.10'));
  clock.pass(BEAT_LIMIT_MS);
  assert.equal(store.truth, 'live');
  clock.pass(1);
  assert.equal(store.truth, 'reconnecting');
});

test('A sleep of the machine that stopped the monotonic clock ends it too', () => {
  store.hear(beat('e.10'));
  clock.sleep(BEAT_LIMIT_MS + 1);
  assert.equal(store.truth, 'reconnecting');
});

test('A wall clock that is set back does not make old things fresh', () => {
  store.hear(beat('e.10'));
  clock.wallMs -= 3_600_000;
  clock.monotonicMs += BEAT_LIMIT_MS + 1;
  assert.equal(store.truth, 'reconnecting');
});

test('The end of the stream ends it at once', () => {
  store.hear(beat('e.10'));
  store.setStreaming(false);
  assert.equal(store.truth, 'reconnecting');
});

test('A new stream is no proof before its first beat', () => {
  store.hear(beat('e.10'));
  store.setStreaming(false);
  store.setStreaming(true);
  assert.equal(store.isLive, false);
});

test('What is shown is shown as of the last beat that proved it', () => {
  store.hear(beat('e.10', { at: '2026-03-01T12:40:05Z' }));
  store.hear(beat('e.12', { at: '2026-03-01T12:40:07Z' }));
  assert.equal(store.asOfMs, Date.parse('2026-03-01T12:40:05Z'));
  store.take('task', task(12), 'e.12');
  assert.equal(store.asOfMs, Date.parse('2026-03-01T12:40:07Z'));
});

test('Time goes on by the server’s clock while live, whatever this machine’s clock says', () => {
  clock.wallMs += 86_400_000;
  store.hear(beat('e.10', { at: '2026-03-01T12:40:05Z' }));
  clock.pass(1500);
  assert.equal(store.serverNowMs, Date.parse('2026-03-01T12:40:06.500Z'));
});

test('Time stands still while not live', () => {
  store.hear(beat('e.10', { at: '2026-03-01T12:40:05Z' }));
  clock.pass(60_000);
  assert.equal(store.serverNowMs, Date.parse('2026-03-01T12:40:05Z'));
});

test('A restart’s new epoch goes on with the same changes', () => {
  store.hear(beat('f.10'));
  assert.equal(store.truth, 'live');
  store.take('task', task(11), 'f.11');
  assert.equal(store.reached, 'f.11');
});

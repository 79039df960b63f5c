import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lacks, obstacles, slotsText } from '../../../src/Api/wwwroot/js/state/agents.js';
import { agent } from './fakes.js';

const offer = { slots: 2, kinds: ['command', 'claude', 'codex'], labels: [], roots: [], version: '', platform: '' };
const saidOf = (change) => obstacles(agent(1, { presence: 'connected', busy: 0, offer, ...change })).join(' ');

test('One that takes whatever comes has nothing to say', () => {
  assert.equal(saidOf({}), '');
});

test('Each reason to take no work is said', () => {
  assert.match(saidOf({ draining: true }), /^Draining:/);
  assert.match(saidOf({ presence: 'lost' }), /not heard/);
  assert.match(saidOf({ presence: 'never' }), /not heard yet/);
  assert.match(saidOf({ duplicate_seen_at: '2026-03-01T12:00:00Z' }), /duplicate identity\. Enrol that folder anew/);
});

test('What it does not run is said once it has said what it does', () => {
  const poor = { presence: 'connected', offer: { ...offer, kinds: ['command'] } };
  assert.match(lacks(agent(1, poor)), /^It runs no Claude and no Codex:/);
  assert.equal(lacks(agent(1, { ...poor, presence: 'never' })), null);
  assert.equal(lacks(agent(1, { presence: 'connected', offer })), null);
});

test('Slots that are all taken are no trouble and keep work waiting', () => {
  assert.equal(saidOf({ busy: 2 }), '');
  assert.equal(slotsText(agent(1, { offer, busy: 2 })), '2 of 2 slots busy: it takes no more for now');
  assert.equal(slotsText(agent(1, { offer, busy: 1 })), '1 of 2 slots busy');
});

test('A disk that fails is said in its own words, and is no draining', () => {
  const said = saidOf({ draining: true, offer: { ...offer, disk_error: 'No space left on device.' } });
  assert.equal(said, 'It takes no work: its disk takes nothing down. No space left on device.');
});

test('Of one whose record is damaged nothing else is said', () => {
  const damaged = { damaged: true, presence: 'lost', offer: { ...offer, slots: 0, kinds: [] } };
  assert.match(saidOf(damaged), /^It takes no work: what is stored of it is damaged/);
  assert.equal(lacks(agent(1, damaged)), null);
});

test('What has to be mended comes first', () => {
  const change = { presence: 'lost', duplicate_seen_at: '2026-03-01T12:00:00Z', offer };
  assert.deepEqual(obstacles(agent(1, change)).map((sentence) => sentence.split(' ')[0]), ['Another', 'It']);
});

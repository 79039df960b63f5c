import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ago, roughly, size, span } from '../../../src/Api/wwwroot/js/state/times.js';

test('A span has the two units that matter', () => {
  const spans = [[0, '0s'], [59_999, '59s'], [61_000, '1m 01s'], [7_500_000, '2h 05m'], [90_000_000, '1d 01h'], [-5, '0s']];
  for (const [ms, text] of spans) assert.equal(span(ms), text);
});

test('How long ago has one', () => {
  const agos = [[0, 'now'], [15_000, '15s ago'], [125_000, '2m ago'], [7_500_000, '2h ago'], [200_000_000, '2d ago']];
  for (const [ms, text] of agos) assert.equal(ago(ms), text);
});

test('How long it lasts already has one, too', () => {
  const spans = [[-5, '0 s'], [59_999, '59 s'], [720_000, '12 min'], [7_500_000, '2 h'], [90_000_000, '1 day'], [200_000_000, '2 days']];
  for (const [ms, text] of spans) assert.equal(roughly(ms), text);
});

test('Sizes are for people', () => {
  assert.deepEqual([512, 2048, 5 * 1024 * 1024].map(size), ['512 B', '2.0 kB', '5.0 MB']);
});

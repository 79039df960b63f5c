import assert from 'node:assert/strict';
import { test } from 'node:test';
import { spentText, tokens } from '../../../src/Api/wwwroot/js/state/money.js';

test('A cost is told to the cent, and a little one is not nothing', () => {
  assert.equal(spentText({ cost_usd: 1.005 }), '$1.00');
  assert.equal(spentText({ cost_usd: 0.0004 }), '<$0.01');
  assert.equal(spentText({ cost_usd: 0 }), '$0.00');
});

test('What is not known is not told', () => {
  assert.equal(spentText(undefined), '');
  assert.equal(spentText({}), '');
});

test('Tokens that were read count with those from the cache', () => {
  const usage = { input_tokens: 10, output_tokens: 20, cache_read_tokens: 1500, cache_write_tokens: 40 };
  assert.equal(spentText({ usage }), '1.6k tokens in, 20 out');
});

test('Many tokens are rounded', () => {
  assert.deepEqual([999, 9_960, 12_345, 2_500_000].map(tokens), ['999', '10.0k', '12k', '2.5M']);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readProse } from '../../../src/Api/wwwroot/js/output/prose.js';

const plain = (text) => ({ kind: 'plain', text });

test('Blank lines part paragraphs', () => {
  assert.deepEqual(readProse('one\nstill one\n\ntwo'), [
    { kind: 'paragraph', spans: [plain('one\nstill one')] }, { kind: 'paragraph', spans: [plain('two')] },
  ]);
});

test('Code is kept as it is, also when its fence is never closed', () => {
  assert.deepEqual(readProse('```js\n# a\n\n- b\n```\nend'), [
    { kind: 'code', text: '# a\n\n- b' }, { kind: 'paragraph', spans: [plain('end')] },
  ]);
  assert.deepEqual(readProse('```\nopen'), [{ kind: 'code', text: 'open' }]);
});

test('Lists go on over their lines', () => {
  const [list] = readProse('1. first\n   goes on\n2. second');
  assert.deepEqual(list, { kind: 'list', ordered: true, items: [[plain('first\ngoes on')], [plain('second')]] });
});

test('Strong words and code are found within a line, and nothing else is', () => {
  assert.deepEqual(readProse('a **b** `c` <i>d</i> 2*3*4')[0].spans, [
    plain('a '), { kind: 'strong', text: 'b' }, plain(' '), { kind: 'code', text: 'c' }, plain(' <i>d</i> 2*3*4'),
  ]);
});

test('Headings and quotations are told apart from what follows them', () => {
  assert.deepEqual(readProse('## Why\nSo.\n> said\n> twice').map(({ kind }) => kind), ['heading', 'paragraph', 'quote']);
});

test('No text makes it hang or fail', () => {
  for (const text of ['', '\n\n', '```', '- ', '>', '#', '**', '`'.repeat(99), `${'*'.repeat(20000)}`]) readProse(text);
});

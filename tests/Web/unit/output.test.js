import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { SgrReader } from '../../../src/Api/wwwroot/js/output/sgr.js';
import { LINE_LENGTH_LIMIT, LINE_LIMIT, TEXT_LIMIT, Tail } from '../../../src/Api/wwwroot/js/output/tail.js';

let reader;
let tail;

beforeEach(() => {
  reader = new SgrReader();
  tail = new Tail();
});

const read = (...texts) => texts.flatMap((text) => reader.read(text));
const push = (...texts) => tail.push(read(...texts));
const lines = () => tail.lines.map((line) => line.runs.map(({ text }) => text).join(''));

test('Colours and weights become styles', () => {
  assert.deepEqual(read('a\x1b[1;31mb\x1b[22mc\x1b[0md'), [
    { text: 'a', style: '' }, { text: 'b', style: 'bold fg-1' }, { text: 'c', style: 'fg-1' }, { text: 'd', style: '' },
  ]);
});

test('Bright colours and backgrounds too', () => {
  assert.deepEqual(read('\x1b[92;44mx\x1b[39my\x1b[49mz').map(({ style }) => style), ['bg-4 fg-10', 'bg-4', '']);
});

test('A sequence that is cut in two is one sequence', () => {
  assert.deepEqual(read('a\x1b[3', '1mb'), [{ text: 'a', style: '' }, { text: 'b', style: 'fg-1' }]);
});

test('Colours of other palettes are skipped whole', () => {
  assert.deepEqual(read('\x1b[38;5;196;1ma\x1b[0;38;2;1;2;3mb').map(({ style }) => style), ['bold', '']);
});

test('Cursor movements, titles, links and other controls are dropped', () => {
  const text = '\x1b[2J\x1b]0;title\x07\x1b]8;;http://x\x1b\\l\x1b]8;;\x1b\\\x08\x00\x07i\u202en\x9bk\x1b[?25l';
  assert.equal(read(text).map((run) => run.text).join(''), 'link');
});

test('An escape that never becomes a sequence does not hold the output up', () => {
  const text = `\x1b[${'1;'.repeat(4000)}`;
  assert.ok(read(text).length > 0);
});

test('Text becomes lines', () => {
  push('one\ntw', 'o\r\nthree\n');
  assert.deepEqual(lines(), ['one', 'two', 'three', '']);
});

test('A carriage return draws the line anew, as progress bars do', () => {
  push('10 %\r', '20 %\r', '100 %\ndone');
  assert.deepEqual(lines(), ['100 %', 'done']);
});

test('Only the last lines are kept', () => {
  push(Array.from({ length: LINE_LIMIT + 10 }, (_, i) => `${i}\n`).join(''));
  assert.equal(tail.lines.length, LINE_LIMIT);
  assert.equal(lines().at(-2), String(LINE_LIMIT + 9));
  assert.equal(tail.cut, true);
});

test('Lines keep their numbers when earlier ones go', () => {
  push('a\nb\n');
  const [, b] = tail.lines;
  push('x\n'.repeat(LINE_LIMIT - 2));
  assert.equal(tail.lines[0].number, b.number);
});

test('A line of fifty megabytes stays a bounded one', () => {
  const piece = 'x'.repeat(64 * 1024);
  for (let i = 0; i < 800; i += 1) push(piece);
  assert.equal(tail.lines.length, 1);
  assert.ok(lines()[0].length <= 2 * LINE_LENGTH_LIMIT);
  assert.equal(tail.cut, true);
});

test('Many long lines stay bounded together', () => {
  for (let i = 0; i < 200; i += 1) push(`${'y'.repeat(LINE_LENGTH_LIMIT)}\n`);
  assert.ok(lines().join('').length <= TEXT_LIMIT);
});

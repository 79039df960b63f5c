import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deedsOf, digestOf, inputText, toolsText } from '../../../src/Api/wwwroot/js/state/deeds.js';

const use = (at, id, tool, input) => ({ at, kind: 'tool_use', tool, tool_use_id: id, text: JSON.stringify(input) });
const answer = (at, id, text, fields = {}) => ({ at, kind: 'tool_result', tool_use_id: id, text, ...fields });

test('A tool and its answer are one thing, which keeps its key when the answer comes', () => {
  const asked = use(10, 'u1', 'Bash', { command: 'ls' });
  const [before] = deedsOf([asked]);
  const [after, ...others] = deedsOf([asked, answer(20, 'u1', 'a.txt')]);
  assert.equal(before.answer, null);
  assert.equal(after.answer, 'a.txt');
  assert.equal(after.key, before.key);
  assert.deepEqual(others, []);
});

test('Answers find their tools, whatever their order', () => {
  const deeds = deedsOf([
    use(1, 'u1', 'Read', { file_path: '/a' }), use(1, 'u2', 'Read', { file_path: '/b' }),
    answer(2, 'u2', 'of b'), answer(3, 'u1', 'of a', { is_error: true }),
  ]);
  assert.deepEqual(deeds.map(({ answer: text, failed }) => [text, failed]), [['of a', true], ['of b', false]]);
});

test('An answer whose tool was dropped is shown all the same', () => {
  const [deed] = deedsOf([answer(5, 'gone', 'late')]);
  assert.deepEqual([deed.kind, deed.tool, deed.answer], ['tool', 'Tool', 'late']);
});

test('Things of one line have keys of their own, and the result is the task’s', () => {
  const deeds = deedsOf([
    { at: 7, kind: 'thinking', text: 'a' }, { at: 7, kind: 'text', text: 'b' }, { at: 9, kind: 'result', text: 'b' },
  ]);
  assert.equal(deeds.length, 2);
  assert.equal(new Set(deeds.map((deed) => deed.key)).size, 2);
});

test('What a tool does is said in one line', () => {
  const digest = (input) => digestOf({ text: typeof input === 'string' ? input : JSON.stringify(input) });
  assert.equal(digest({ timeout: 5, command: 'make\nmake test' }), 'make');
  assert.equal(digest({ command: 'rm -r out', description: 'Remove the output' }), 'Remove the output');
  assert.equal(digest({ unheard_of: 'value' }), 'value');
  assert.equal(digest({ count: 3 }), '');
  assert.equal(digest('{"command":"cut of'), '{"command":"cut of');
});

test('One text is shown as it is, several by their names', () => {
  const text = (input) => inputText({ text: JSON.stringify(input) });
  assert.equal(text({ command: 'ls -l' }), 'ls -l');
  assert.equal(text({ file_path: '/a', limit: 5 }), 'file_path: /a\nlimit: 5');
});

test('Tools are counted by name', () => {
  const deeds = deedsOf([use(1, 'a', 'Bash', {}), use(2, 'b', 'Read', {}), use(3, 'c', 'Bash', {})]);
  assert.equal(toolsText(deeds), 'Bash ×2, Read');
});

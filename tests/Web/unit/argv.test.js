import assert from 'node:assert/strict';
import { test } from 'node:test';
import { joinArgv, splitArgv } from '../../../src/Api/wwwroot/js/argv.js';

/** @type {[string, string[]][]} */
const LINES = [
  ['', []],
  ['   ', []],
  ['git log --oneline -5', ['git', 'log', '--oneline', '-5']],
  ['  make\t-j4 \n all ', ['make', '-j4', 'all']],
  ["sh -c 'make && make test'", ['sh', '-c', 'make && make test']],
  ['grep "two words" file', ['grep', 'two words', 'file']],
  [String.raw`echo "a \"quoted\" word" "back\\slash" "kept \n"`, ['echo', 'a "quoted" word', 'back\\slash', 'kept \\n']],
  [String.raw`echo 'no \escape here'`, ['echo', 'no \\escape here']],
  [String.raw`touch a\ b c\\d \'`, ['touch', 'a b', 'c\\d', "'"]],
  [`printf '' ""`, ['printf', '', '']],
  [`--name="x y"'z'w`, ['--name=x yzw']],
  ['echo $HOME *.c ~ | wc > out', ['echo', '$HOME', '*.c', '~', '|', 'wc', '>', 'out']],
  ['echo žluťoučký 🐎', ['echo', 'žluťoučký', '🐎']],
];

for (const [line, argv] of LINES) {
  test(`A line is split as people mean it: ${JSON.stringify(line)}`, () => {
    assert.deepEqual(splitArgv(line), { argv, problem: null });
  });
}

test('What is not closed is named', () => {
  assert.match(splitArgv("echo 'a").problem, /single quote/);
  assert.match(splitArgv('echo "a').problem, /double quote/);
  assert.match(splitArgv('echo a\\').problem, /backslash/);
});

test('An argv that is written as a line is read back as it was', () => {
  const argvs = [...LINES.map(([, argv]) => argv), ["it's", '"', '\\', ' ', '\n', "''", 'a\tb', '']];
  for (const argv of argvs) assert.deepEqual(splitArgv(joinArgv(argv)).argv, argv);
});

// A command line becomes an argv here, in the open, and no shell ever sees it. The rules are the part of POSIX quoting
// that people type without thinking, and nothing else:
//
//   blanks            separate arguments
//   'single quotes'   keep everything between them
//   "double quotes"   keep everything; \" and \\ stand for " and \
//   \x                outside of quotes stands for x, whatever x is
//   $VAR  *  ~  |  >  &&  are plain characters: they mean something to shells only
//
// To use a shell, one names it: sh -c 'make && make test'.

const BLANK = /\s/;

/**
 * @param {string} line
 * @returns {{argv: string[], problem: string|null}} what was read, and what is wrong with the end of it
 */
export function splitArgv(line) {
  /** @type {string[]} */
  const argv = [];
  let at = 0;
  while (at < line.length) {
    if (BLANK.test(line[at])) {
      at += 1;
      continue;
    }
    const word = readWord(line, at);
    argv.push(word.text);
    if (word.problem) return { argv, problem: word.problem };
    at = word.end;
  }
  return { argv, problem: null };
}

/** @param {string} line @param {number} start */
function readWord(line, start) {
  let text = '';
  let at = start;
  while (at < line.length && !BLANK.test(line[at])) {
    const part = readPart(line, at);
    text += part.text;
    if (part.problem) return { text, end: line.length, problem: part.problem };
    at = part.end;
  }
  return { text, end: at, problem: null };
}

/** @param {string} line @param {number} at */
function readPart(line, at) {
  if (line[at] === "'") return readSingleQuoted(line, at + 1);
  if (line[at] === '"') return readDoubleQuoted(line, at + 1);
  if (line[at] !== '\\') return { text: line[at], end: at + 1, problem: null };
  if (at + 1 === line.length) return { text: '', end: at + 1, problem: 'The line ends with a backslash.' };
  return { text: line[at + 1], end: at + 2, problem: null };
}

/** @param {string} line @param {number} start */
function readSingleQuoted(line, start) {
  const end = line.indexOf("'", start);
  if (end < 0) return { text: line.slice(start), end: line.length, problem: 'A single quote is not closed.' };
  return { text: line.slice(start, end), end: end + 1, problem: null };
}

/** @param {string} line @param {number} start */
function readDoubleQuoted(line, start) {
  let text = '';
  for (let at = start; at < line.length; at += 1) {
    if (line[at] === '"') return { text, end: at + 1, problem: null };
    if (line[at] === '\\' && (line[at + 1] === '"' || line[at + 1] === '\\')) at += 1;
    text += line[at];
  }
  return { text, end: line.length, problem: 'A double quote is not closed.' };
}

/** An argv as a line that {@link splitArgv} reads back as the same argv. @param {string[]} argv */
export function joinArgv(argv) {
  return argv.map(quote).join(' ');
}

/** @param {string} argument */
function quote(argument) {
  if (argument !== '' && !/[\s'"\\]/.test(argument)) return argument;
  return `'${argument.replaceAll("'", `'\\''`)}'`;
}

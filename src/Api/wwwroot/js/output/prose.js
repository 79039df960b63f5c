// The part of Markdown that coding agents write most, read into plain data. What it doesn't know stays as it was typed,
// and nothing here or after it makes markup out of text.

/** @typedef {{kind: 'plain'|'strong'|'code', text: string}} Span */
/**
 * @typedef {{kind: 'paragraph'|'heading'|'quote', spans: Span[]}|{kind: 'code', text: string}
 *   |{kind: 'list', ordered: boolean, items: Span[][]}} Part
 */

const FENCE = /^\s*(```|~~~)/;
const HEADING = /^#{1,6}\s+(.*)$/;
const ITEM = /^\s*(?:[-*+]|(\d+)[.)])\s+(.*)$/;
const QUOTE = /^>\s?(.*)$/;
const SPAN = /`([^`\n]+)`|\*\*([^*\n]+)\*\*/g;

/** @param {string} text @returns {Part[]} */
export function readProse(text) {
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  /** @type {Part[]} */
  const parts = [];
  let at = 0;
  while (at < lines.length) {
    if (lines[at].trim() === '') at += 1;
    else at = readPart(lines, at, parts);
  }
  return parts;
}

/** @param {string[]} lines @param {number} at @param {Part[]} parts @returns {number} where the next part begins */
function readPart(lines, at, parts) {
  if (FENCE.test(lines[at])) return readCode(lines, at, parts);
  if (ITEM.test(lines[at])) return readList(lines, at, parts);
  const heading = HEADING.exec(lines[at]);
  if (heading) {
    parts.push({ kind: 'heading', spans: spansOf(heading[1]) });
    return at + 1;
  }
  return readLines(lines, at, parts);
}

/** @param {string[]} lines @param {number} at @param {Part[]} parts */
function readCode(lines, at, parts) {
  const fence = /** @type {RegExpExecArray} */ (FENCE.exec(lines[at]))[1];
  let end = at + 1;
  while (end < lines.length && !lines[end].trimStart().startsWith(fence)) end += 1;
  parts.push({ kind: 'code', text: lines.slice(at + 1, end).join('\n') });
  return end + 1;
}

/** @param {string[]} lines @param {number} at @param {Part[]} parts */
function readList(lines, at, parts) {
  const ordered = ITEM.exec(lines[at])?.[1] !== undefined;
  /** @type {string[]} */
  const items = [];
  let end = at;
  for (; end < lines.length && lines[end].trim() !== '' && !FENCE.test(lines[end]); end += 1) {
    const item = ITEM.exec(lines[end]);
    if (item) items.push(item[2]);
    else items[items.length - 1] += `\n${lines[end].trim()}`;
  }
  parts.push({ kind: 'list', ordered, items: items.map(spansOf) });
  return end;
}

/** A paragraph or a quotation: lines that go on. @param {string[]} lines @param {number} at @param {Part[]} parts */
function readLines(lines, at, parts) {
  const quoted = QUOTE.test(lines[at]);
  let end = at + 1;
  while (end < lines.length && lines[end].trim() !== '' && QUOTE.test(lines[end]) === quoted && !beginsOther(lines[end])) {
    end += 1;
  }
  const text = lines.slice(at, end).map((line) => (quoted ? line.replace(QUOTE, '$1') : line)).join('\n');
  parts.push({ kind: quoted ? 'quote' : 'paragraph', spans: spansOf(text) });
  return end;
}

/** @param {string} line */
function beginsOther(line) {
  return FENCE.test(line) || HEADING.test(line) || ITEM.test(line);
}

/** @param {string} text @returns {Span[]} */
function spansOf(text) {
  /** @type {Span[]} */
  const spans = [];
  let at = 0;
  for (const match of text.matchAll(SPAN)) {
    if (match.index > at) spans.push({ kind: 'plain', text: text.slice(at, match.index) });
    spans.push(match[1] === undefined ? { kind: 'strong', text: match[2] } : { kind: 'code', text: match[1] });
    at = match.index + match[0].length;
  }
  if (at < text.length) spans.push({ kind: 'plain', text: text.slice(at) });
  return spans;
}

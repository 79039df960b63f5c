/** @import { Step } from '../types.js' */

/**
 * What a coding agent did, as people think of it: a tool's use and its answer are one thing.
 * @typedef {object} Deed
 * @property {string} key stays the same while it grows
 * @property {'text'|'thinking'|'notice'|'tool'} kind
 * @property {string} text what was said; of a tool, what it was given
 * @property {boolean} nested whether a sub-agent did it
 * @property {boolean} cut whether a text of it is not whole
 * @property {string} tool
 * @property {string|null} answer what the tool answered; null before it did
 * @property {boolean} failed
 */

/** Fields of a tool's input that say in one line what it does, the most telling first. */
const TELLING = ['description', 'command', 'file_path', 'path', 'pattern', 'query', 'url', 'prompt', 'skill'];

/** Characters of what a tool does, in one line. */
const DIGEST_LIMIT = 120;

/**
 * Joins steps to deeds. The result is left out: it is shown as the task's own.
 * @param {Step[]} steps
 * @returns {Deed[]}
 */
export function deedsOf(steps) {
  /** @type {Deed[]} */
  const deeds = [];
  /** @type {Map<string, Deed>} */
  const open = new Map();
  steps.forEach((step, index) => {
    const asked = step.kind === 'tool_result' ? open.get(step.tool_use_id ?? '') : undefined;
    if (asked) return answer(asked, step);
    if (step.kind === 'result') return;
    const deed = deedOf(step, `${step.at} ${step.tool_use_id ?? indexInLine(steps, index)}`);
    deeds.push(deed);
    if (step.kind === 'tool_use' && step.tool_use_id) open.set(step.tool_use_id, deed);
  });
  return deeds;
}

/** What a tool was asked to do, in one line. @param {Pick<Deed, 'text'>} deed */
export function digestOf({ text }) {
  const input = inputOf(text);
  if (input === null) return firstLine(text);
  const name = TELLING.find((field) => typeof input[field] === 'string') ??
    Object.keys(input).find((field) => typeof input[field] === 'string');
  return name === undefined ? '' : firstLine(String(input[name]));
}

/** What a tool was given, to be read by people. @param {Pick<Deed, 'text'>} deed */
export function inputText({ text }) {
  const input = inputOf(text);
  if (input === null) return text;
  const [only, ...others] = Object.entries(input);
  if (only && others.length === 0 && typeof only[1] === 'string') return only[1];
  return Object.entries(input).map(([name, value]) => `${name}: ${plainValue(value)}`).join('\n');
}

/** How often each tool was used, in words. @param {Deed[]} deeds */
export function toolsText(deeds) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const { kind, tool } of deeds) if (kind === 'tool') counts.set(tool, (counts.get(tool) ?? 0) + 1);
  return [...counts].map(([tool, count]) => (count === 1 ? tool : `${tool} ×${count}`)).join(', ');
}

/** The last thing that was said. @param {Deed[]} deeds */
export function lastWords(deeds) {
  return deeds.findLast((deed) => deed.kind === 'text' && !deed.nested);
}

/** @param {Step} step @param {string} key @returns {Deed} */
function deedOf(step, key) {
  const isTool = step.kind === 'tool_use' || step.kind === 'tool_result';
  const isOrphan = step.kind === 'tool_result'; // The use before it was dropped.
  return {
    key,
    kind: isTool ? 'tool' : /** @type {'text'|'thinking'|'notice'} */ (step.kind),
    text: isOrphan ? '' : (step.text ?? ''),
    nested: step.parent_tool_use_id !== undefined,
    cut: step.truncated ?? false,
    tool: step.tool ?? (isTool ? 'Tool' : ''),
    answer: isOrphan ? (step.text ?? '') : null,
    failed: step.is_error ?? false,
  };
}

/** @param {Deed} deed @param {Step} step */
function answer(deed, step) {
  deed.answer = step.text ?? '';
  deed.failed = step.is_error ?? false;
  deed.cut ||= step.truncated ?? false;
}

/** Steps of one line share their place. @param {Step[]} steps @param {number} index */
function indexInLine(steps, index) {
  let first = index;
  while (first > 0 && steps[first - 1].at === steps[index].at) first -= 1;
  return index - first;
}

/** @param {string} text @returns {Record<string, unknown>|null} null if it is no object, or was cut */
function inputOf(text) {
  try {
    const input = JSON.parse(text);
    return typeof input === 'object' && input !== null && !Array.isArray(input) ? input : null;
  } catch {
    return null;
  }
}

/** @param {unknown} value */
function plainValue(value) {
  if (typeof value !== 'string') return JSON.stringify(value);
  return value.includes('\n') ? `\n${value}` : value;
}

/** @param {string} text */
function firstLine(text) {
  const line = text.trimStart().split('\n', 1)[0];
  return line.length > DIGEST_LIMIT ? `${line.slice(0, DIGEST_LIMIT)}…` : line;
}

import { Api, Unanswered } from './net/api.js';
import { clock, span } from './state/times.js';
import { el, KeyedList, setText } from './views/dom.js';

/**
 * @typedef {{type: string, key: string, phase: string, node?: string, since?: string, state_version?: string,
 *   running?: number, queued?: number, reminders?: {name: string, next_at: string}[]}} Grain
 * @typedef {{types: {type: string, count: number}[], grains: Grain[]}} Grains
 */

/** How often the page asks; what it shows is never older than this and the time of an answer, or says so. */
const EVERY_MS = 2_000;

const asOf = /** @type {HTMLElement} */ (document.getElementById('as-of'));
const counts = /** @type {HTMLElement} */ (document.getElementById('counts'));
const body = /** @type {HTMLElement} */ (document.getElementById('rows'));
const api = new Api();
const rows = new KeyedList(body, (/** @type {Grain} */ grain) => `${grain.type}/${grain.key}`, makeRow);
let readAt = 0;

await look();

async function look() {
  if (document.visibilityState === 'visible') await read();
  setTimeout(look, EVERY_MS);
}

async function read() {
  try {
    show(/** @type {Grains} */ (await api.get('/api/grains')));
  } catch (error) {
    const since = readAt === 0 ? '' : ` What is shown was true at ${clock(readAt, Date.now())}.`;
    setText(asOf, `Not live. ${whyOf(error)}${since}`);
  }
}

/** @param {unknown} error */
function whyOf(error) {
  if (error instanceof Unanswered) return error.message;
  const status = /** @type {{status?: number}} */ (error).status;
  if (status === 401) return 'Log in on the first page.';
  return status === 404 ? 'The engine of this server shows its grains elsewhere.' : 'The server refused.';
}

/** @param {Grains} grains */
function show(grains) {
  readAt = Date.now();
  setText(asOf, `Read at ${clock(readAt)}`);
  setText(counts, grains.types.map(({ type, count }) => `${count} ${type}`).join(', ') || 'None.');
  rows.update(grains.grains);
}

function makeRow() {
  const cells = Array.from({ length: 8 }, () => el('td'));
  return {
    element: el('tr', {}, ...cells),
    update: (/** @type {Grain} */ grain) => textsOf(grain).forEach((text, at) => setText(cells[at], text)),
  };
}

/** @param {Grain} grain */
function textsOf(grain) {
  return [
    grain.type, grain.key, grain.node ? `${grain.phase} at ${grain.node}` : grain.phase,
    grain.since ? span(readAt - Date.parse(grain.since)) : '–', grain.state_version ?? '–',
    String(grain.running ?? '–'), String(grain.queued ?? '–'),
    grain.reminders?.map(({ name, next_at: at }) => `${name} at ${clock(Date.parse(at), readAt)}`).join(', ') || '–',
  ];
}

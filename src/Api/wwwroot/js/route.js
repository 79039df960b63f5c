/** @typedef {{name: 'home'|'new'|'agents'|'session'|'task'|'nowhere', id: string}} Route */

/** @type {Record<string, Route['name']>} */
const FIXED = { '': 'home', '#': 'home', '#/': 'home', '#/new': 'new', '#/agents': 'agents' };

const PLACE = /^#\/(session|task)\/([st]_[0-9a-hjkmnp-tv-z]{26})$/;

/** @param {string} hash @returns {Route} */
export function routeOf(hash) {
  if (Object.hasOwn(FIXED, hash)) return { name: FIXED[hash], id: '' };
  const match = PLACE.exec(hash);
  const fits = match !== null && match[1][0] === match[2][0];
  return fits ? { name: /** @type {'session'|'task'} */ (match[1]), id: match[2] } : { name: 'nowhere', id: '' };
}

/** @param {string} id the id of a session or a task */
export function hashOf(id) {
  return `#/${id.startsWith('s_') ? 'session' : 'task'}/${id}`;
}

/** The code of a one-time login link; null if the fragment is none. @param {string} hash */
export function loginCodeOf(hash) {
  return hash.startsWith('#login=') ? decodeURIComponent(hash.slice('#login='.length)) : null;
}

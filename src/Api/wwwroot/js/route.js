/** @typedef {{name: 'home'|'session'|'task'|'nowhere', id: string}} Route */

const PLACE = /^#\/(session|task)\/([st]_[0-9a-hjkmnp-tv-z]{26})$/;

/** @param {string} hash @returns {Route} */
export function routeOf(hash) {
  if (hash === '' || hash === '#' || hash === '#/') return { name: 'home', id: '' };
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

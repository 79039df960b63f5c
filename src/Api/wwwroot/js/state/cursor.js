/**
 * The change number of a cursor (`epoch.change`). Changes count on through all epochs, so two places may be compared
 * by it alone; a cursor whose epoch the server doesn't know is its business, and it answers with `reset`.
 * @param {string} cursor
 * @returns {number} -1 for what is no cursor
 */
export function changeOf(cursor) {
  const match = /^[^.]+\.(\d+)$/.exec(cursor);
  return match ? Number(match[1]) : -1;
}

/**
 * The earliest of some places: rows read at a later one are simply seen twice.
 * @param {string[]} cursors
 */
export function earliest(cursors) {
  return cursors.reduce((first, cursor) => (changeOf(cursor) < changeOf(first) ? cursor : first));
}

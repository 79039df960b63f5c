/**
 * Rows by id, each the newest that was seen of its thing. A row counts only if its change is newer: an answer that was
 * long under way never undoes what the feed has said since, and a removed thing doesn't come back.
 * @template {{change: number}} Row
 */
export class Rows {
  /** @type {Map<string, Row>} */
  #rows = new Map();

  /** Changes at which things were removed. They last until the next snapshot, which begins new rows. */
  #removedAt = /** @type {Map<string, number>} */ (new Map());

  /** @param {string} id */
  get(id) {
    return this.#rows.get(id);
  }

  all() {
    return [...this.#rows.values()];
  }

  /**
   * @param {string} id
   * @param {Row} row
   * @returns {boolean} whether it was news
   */
  put(id, row) {
    const seen = Math.max(this.#rows.get(id)?.change ?? -1, this.#removedAt.get(id) ?? -1);
    if (row.change <= seen) return false;
    this.#rows.set(id, row);
    return true;
  }

  /**
   * @param {string} id
   * @param {number} change
   * @returns {boolean} whether it was news
   */
  remove(id, change) {
    if (change <= Math.max(this.#rows.get(id)?.change ?? -1, this.#removedAt.get(id) ?? -1)) return false;
    this.#removedAt.set(id, change);
    return this.#rows.delete(id);
  }

  /**
   * Changes fields that are no part of a row's version.
   * @param {string} id
   * @param {Partial<Row>} fields
   */
  touch(id, fields) {
    const row = this.#rows.get(id);
    if (row) this.#rows.set(id, { ...row, ...fields });
  }

  /**
   * Drops rows that nobody looks at any more, without remembering them as removed.
   * @param {(row: Row) => boolean} unwanted
   */
  drop(unwanted) {
    for (const [id, row] of this.#rows) if (unwanted(row)) this.#rows.delete(id);
  }
}

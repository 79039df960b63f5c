/** @import { Moment } from '../types.js' */

/**
 * Tells how old something is. The monotonic clock may stand still while the machine sleeps, and the wall clock may
 * be set; whichever says that more time went by is believed, so that an error only ever makes the page more modest.
 */
export class Clock {
  /** @returns {Moment} */
  now() {
    return { monotonicMs: performance.now(), wallMs: Date.now() };
  }

  /** @param {Moment} moment */
  ageMs(moment) {
    const now = this.now();
    return Math.max(now.monotonicMs - moment.monotonicMs, now.wallMs - moment.wallMs, 0);
  }
}

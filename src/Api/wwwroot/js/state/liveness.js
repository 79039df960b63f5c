import { changeOf } from './cursor.js';

/** @import { Clock } from './clock.js' */
/** @import { Beat, Moment, Truth } from '../types.js' */

/** A beat comes every 2 s. After 5 s two were missed and a third is due: what is shown is no longer proven. */
export const BEAT_LIMIT_MS = 5000;

/** Whether what is shown is what the authority knows now, and if not, when it last was. */
export class Liveness {
  /** The cursor after which the feed goes on; null if a snapshot has to come first. @type {string|null} */
  reached = null;
  #clock;
  #isStreaming = false;
  /** @type {Beat|null} */ #beat = null;
  /** @type {Moment|null} */ #heardAt = null;
  /** @type {number|null} */ #asOfMs = null;

  /** @param {Clock} clock */
  constructor(clock) {
    this.#clock = clock;
  }

  /** @returns {Truth} */
  get truth() {
    if (this.isLive) return 'live';
    if (this.#asOfMs === null) return 'starting';
    return this.#isStreaming && this.isHeard ? 'catching_up' : 'reconnecting';
  }

  get isLive() {
    return this.#isStreaming && this.isHeard && this.#hasReached(this.#beat?.head);
  }

  /** Whether a beat came lately enough. */
  get isHeard() {
    return this.#heardAt !== null && this.#clock.ageMs(this.#heardAt) <= BEAT_LIMIT_MS;
  }

  /** The server's clock when all that is shown was last proven; null before that was ever so. */
  get asOfMs() {
    return this.#asOfMs;
  }

  /** The server's clock now. While not live it stands still: a time that goes on would claim to know. */
  get serverNowMs() {
    if (!this.isLive || !this.#beat || !this.#heardAt) return this.#asOfMs;
    return Date.parse(this.#beat.at) + this.#clock.ageMs(this.#heardAt);
  }

  /** Whether the agent was not heard yet since the server's own downtime. @param {string|undefined} agentId */
  isUnproven(agentId) {
    return agentId !== undefined && (this.#beat?.unproven.includes(agentId) ?? false);
  }

  /** @param {Beat} beat */
  hear(beat) {
    this.#beat = beat;
    this.#heardAt = this.#clock.now();
    this.#prove();
  }

  /** Notes that everything up to a place has arrived. @param {string} cursor */
  reach(cursor) {
    if (this.reached === null || changeOf(cursor) <= changeOf(this.reached)) return;
    this.reached = cursor;
    this.#prove();
  }

  /**
   * A stream that has ended takes its beats with it: a new one has to bring its own.
   * @param {boolean} isStreaming whether a stream is open
   * @returns {boolean} whether that is news
   */
  setStreaming(isStreaming) {
    if (!isStreaming) this.#heardAt = null;
    const isNews = isStreaming !== this.#isStreaming;
    this.#isStreaming = isStreaming;
    return isNews;
  }

  #prove() {
    if (this.#beat && this.isLive) this.#asOfMs = Date.parse(this.#beat.at);
  }

  /** @param {string|undefined} head */
  #hasReached(head) {
    return head !== undefined && this.reached !== null && changeOf(this.reached) >= changeOf(head);
  }
}

import { pauseMs } from '../net/persist.js';
import { TEXT_LIMIT } from './tail.js';

/** @import { TaskView } from '../types.js' */
/** @import { Stream } from '../net/feed.js' */

/** @typedef {'stdout'|'stderr'} OutputName */
/** @typedef {{taskId: string, attempt: number, stream: OutputName}} OutputKey */

/**
 * @typedef {object} FollowerParts
 * @property {(url: string) => Stream} openStream
 * @property {(url: string) => Promise<Uint8Array>} readBytes
 * @property {(bytes: Uint8Array) => void} onBytes called with each piece, in order and without gaps
 * @property {(act: () => void, ms: number) => unknown} later
 */

/** The address of an output, from an offset on. @param {OutputKey} key @param {number} [from] */
export function outputUrl({ taskId, attempt, stream }, from) {
  const start = from === undefined ? '' : `&from=${from}`;
  return `/api/tasks/${taskId}/output?attempt=${attempt}&stream=${stream}${start}`;
}

/**
 * Brings one output of one attempt, from near its end on. What is complete is read once; what may grow is followed by
 * an event stream, which, like the feed, only visible tabs hold, and which goes on at its offset after every break.
 */
export class Follower {
  #key;
  #parts;
  /** The offset of the first byte that is fetched; null until the length is known. @type {number|null} */ #first = null;
  #at = 0;
  /** @type {Stream|null} */ #stream = null;
  #failures = 0;
  #isWaiting = false;
  #isReading = false;
  /** The server said that no more is to be expected. What comes all the same, late, shows in the length. */
  #isEnded = false;
  #isClosed = false;

  /** @param {OutputKey} key @param {FollowerParts} parts */
  constructor(key, parts) {
    this.#key = key;
    this.#parts = parts;
  }

  /** Whether bytes before the first one that came were left out. */
  get startedLate() {
    return (this.#first ?? 0) > 0;
  }

  /** How many bytes are known to be there. */
  get length() {
    return this.#at;
  }

  /**
   * @param {TaskView} view what is known of the task's output now
   * @param {boolean} mayStream whether the tab is visible and the server there
   */
  update(view, mayStream) {
    const length = this.#key.stream === 'stdout' ? view.output_bytes : view.stderr_bytes;
    if (this.#first === null) this.#at = this.#first = Math.max(0, length - TEXT_LIMIT);
    const isWhole = this.#isEnded || view.attempt !== this.#key.attempt || view.output_complete;
    if (!mayStream || (isWhole && this.#at >= length)) this.pause();
    else if (this.#isWaiting) return;
    else if (isWhole) void this.#readRest();
    else if (!this.#stream) this.#follow();
  }

  /** Holds no connection until the next update. */
  pause() {
    this.#stream?.close();
    this.#stream = null;
  }

  close() {
    this.#isClosed = true;
    this.pause();
  }

  async #readRest() {
    if (this.#isReading) return;
    this.#isReading = true;
    this.pause();
    try {
      this.#take(await this.#parts.readBytes(outputUrl(this.#key, this.#at)));
    } catch {
      this.#waitABit();
    }
    this.#isReading = false;
  }

  #follow() {
    const stream = this.#parts.openStream(outputUrl(this.#key, this.#at));
    this.#stream = stream;
    stream.addEventListener('output', (event) => {
      if (stream === this.#stream) this.#take(bytesOf(event.data));
    });
    stream.addEventListener('end', () => {
      if (stream !== this.#stream) return;
      this.#isEnded = true;
      this.pause();
    });
    stream.addEventListener('error', () => {
      if (stream === this.#stream) this.#waitABit();
    });
  }

  /** @param {Uint8Array} bytes */
  #take(bytes) {
    if (this.#isClosed) return;
    this.#failures = 0;
    this.#at += bytes.length;
    this.#parts.onBytes(bytes);
  }

  #waitABit() {
    this.pause();
    this.#failures += 1;
    this.#isWaiting = true;
    this.#parts.later(() => { this.#isWaiting = false; }, pauseMs(this.#failures));
  }
}

/** Output is bytes, which need not be text, so it travels as base64. @param {string} base64 */
function bytesOf(base64) {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

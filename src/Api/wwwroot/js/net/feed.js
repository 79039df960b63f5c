import { Clock } from '../state/clock.js';
import { BEAT_LIMIT_MS } from '../state/liveness.js';
import { pauseMs } from './persist.js';

/** @import { Store } from '../state/store.js' */
/** @import { Moment, RowKind, Snapshot } from '../types.js' */

/**
 * What the feed needs of an EventSource, so that tests can stand in for the network.
 * @typedef {object} Stream
 * @property {() => void} close
 * @property {(type: string, listener: (event: any) => void) => void} addEventListener
 */

/**
 * @typedef {object} FeedParts
 * @property {Store} store
 * @property {() => Promise<Snapshot>} readSnapshot
 * @property {() => Promise<void>} probe fails while the server is away or wants a login; a stream can't tell which
 * @property {(url: string) => Stream} openStream
 * @property {(act: () => void, ms: number) => unknown} later
 * @property {Clock} [clock]
 */

/** @type {RowKind[]} */
const ROW_KINDS = ['task', 'session', 'agent'];

/**
 * Keeps the store in step with the server: a snapshot, then the stream of changes after it; when the stream ends or
 * falls silent, the stream again from the last cursor; when the server no longer knows that cursor, a snapshot again.
 *
 * Only visible tabs stream. A browser opens at most six HTTP/1.1 connections to a host for all its tabs together, and
 * a stream holds one, so ten streaming tabs would leave none for a click on "Cancel". The other way out, one tab that
 * streams for all, trusts a background tab that browsers may freeze without a word, and `navigator.locks` to choose
 * it, which pages on plain HTTP lack. A tab that comes to the front resumes by its cursor in one round trip, and until
 * it has, it says that it isn't live. What this leaves open: more than five windows side by side.
 */
export class Feed {
  #parts;
  #store;
  #clock;
  /** @type {Stream|null} */ #stream = null;
  /** When the open stream last gave a sign, or was opened. @type {Moment|null} */ #signAt = null;
  #running = false;
  #failures = 0;
  /** Counts connections: whatever an abandoned one still brings belongs to an older turn and is dropped. */
  #turn = 0;

  /** @param {FeedParts} parts */
  constructor(parts) {
    this.#parts = parts;
    this.#store = parts.store;
    this.#clock = parts.clock ?? new Clock();
  }

  /** Begins, or goes on after a pause. */
  start() {
    if (this.#running) return;
    this.#running = true;
    this.#failures = 0;
    void this.#connect();
  }

  /** Ends the stream and keeps the place in it. */
  pause() {
    this.#running = false;
    this.#hangUp();
  }

  /** The watchdog: a stream without a beat for too long is dead, whatever the browser thinks of it. */
  check() {
    if (this.#stream && this.#isSilent) this.#connectAgain();
  }

  /** Tries at once instead of waiting for the next try: the network is said to be back. */
  hurry() {
    if (this.#running && !this.#stream) this.#connectAgain();
  }

  get #isSilent() {
    return this.#signAt !== null && this.#clock.ageMs(this.#signAt) > BEAT_LIMIT_MS;
  }

  #connectAgain() {
    this.#hangUp();
    void this.#connect();
  }

  async #connect() {
    const turn = ++this.#turn;
    try {
      if (this.#failures > 0) await this.#parts.probe();
      const snapshot = this.#store.reached === null ? await this.#parts.readSnapshot() : null;
      if (turn !== this.#turn) return;
      if (snapshot) this.#store.replace(snapshot);
      this.#follow(turn);
    } catch {
      if (turn === this.#turn) this.#retry();
    }
  }

  /** @param {number} turn */
  #follow(turn) {
    const stream = this.#parts.openStream(`/api/changes?since=${encodeURIComponent(this.#store.reached ?? '')}`);
    this.#stream = stream;
    this.#signAt = this.#clock.now();
    this.#store.setStreaming(true);
    /** @param {string} type @param {(event: any) => void} act */
    const on = (type, act) => stream.addEventListener(type, (event) => { if (turn === this.#turn) act(event); });
    for (const kind of ROW_KINDS) {
      on(kind, (event) => this.#store.take(kind, JSON.parse(event.data), event.lastEventId));
    }
    on('output', (event) => this.#store.hint(JSON.parse(event.data)));
    on('beat', (event) => this.#hear(JSON.parse(event.data)));
    on('reset', () => this.#startOver());
    on('error', () => this.#retry());
  }

  /** @param {import('../types.js').Beat} beat */
  #hear(beat) {
    // After a sleep of the machine the first thing to arrive can be a beat from before it. It proves nothing.
    if (this.#isSilent) return this.#connectAgain();
    this.#signAt = this.#clock.now();
    this.#failures = 0;
    this.#store.hear(beat);
  }

  #startOver() {
    this.#store.forgetPlace();
    this.#connectAgain();
  }

  #retry() {
    this.#hangUp();
    if (!this.#running) return;
    this.#failures += 1;
    const turn = this.#turn;
    const again = () => { if (this.#running && turn === this.#turn) void this.#connect(); };
    this.#parts.later(again, pauseMs(this.#failures));
  }

  #hangUp() {
    this.#turn += 1;
    this.#stream?.close();
    this.#stream = null;
    this.#signAt = null;
    this.#store.setStreaming(false);
  }
}

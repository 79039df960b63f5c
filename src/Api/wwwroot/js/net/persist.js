import { Unanswered } from './api.js';

/** Pauses between tries: soon at first, then no more than a restarting server is asked anyway. */
const PAUSES_MS = [300, 600, 1200, 2000];

/** @param {number} tries how many failed in a row, 1 or more */
export function pauseMs(tries) {
  const pause = PAUSES_MS[Math.min(tries, PAUSES_MS.length) - 1];
  return pause * (0.75 + Math.random() / 2); // Tabs that lost the same server don't come back in step.
}

/**
 * Repeats a call that may be repeated until the server has answered it.
 * @template T
 * @param {() => Promise<T>} call
 * @param {object} options
 * @param {(ms: number) => Promise<void>} options.wait
 * @param {(tries: number) => void} options.onUnanswered called before each pause
 * @param {number} [options.limit] tries after which the last error is thrown; without one it never gives up
 * @returns {Promise<T>}
 */
export async function untilAnswered(call, { wait, onUnanswered, limit = Infinity }) {
  for (let tries = 1; ; tries += 1) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof Unanswered) || tries >= limit) throw error;
      onUnanswered(tries);
      await wait(pauseMs(tries));
    }
  }
}

/** @param {number} ms @returns {Promise<void>} */
export function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

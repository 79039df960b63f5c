/** How long an answer may take before the call counts as unanswered: the server's own longest step is well below. */
const ANSWER_LIMIT_MS = 15_000;

/** The server gave no answer, or one that says nothing about what became of the call. */
export class Unanswered extends Error {}

/** The server refused, and said why. */
export class Refused extends Error {
  /**
   * @param {number} status
   * @param {string} message
   */
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** Where one logs in: a refusal there is an answer, and no sign that a login has ended. */
export const LOGIN = '/api/login';

const UTF8 = new TextDecoder();

/** Statuses after which nobody knows whether the call took effect, or which ask to come back later. */
const OPEN_STATUSES = new Set([408, 425, 429, 500, 502, 503, 504]);

/** JSON over HTTP, with errors told apart by what they mean to the caller. Says `logged-out` when a login is needed. */
export class Api extends EventTarget {
  /** @param {string} path @returns {Promise<any>} */
  get(path) {
    return this.#call('GET', path, {});
  }

  /**
   * @param {string} path
   * @param {object} [body]
   * @param {Record<string, string>} [headers]
   * @returns {Promise<any>}
   */
  post(path, body, headers = {}) {
    return this.send('POST', path, body, headers);
  }

  /**
   * @param {'POST'|'PATCH'|'DELETE'} method
   * @param {string} path
   * @param {object} [body]
   * @param {Record<string, string>} [headers]
   * @returns {Promise<any>}
   */
  send(method, path, body, headers = {}) {
    return this.#call(method, path, {
      // A page of another origin can't send this header without being asked, so no foreign form speaks for us.
      headers: { 'X-TaskSync': '1', 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(body ?? {}),
    });
  }

  /** @param {string} path @returns {Promise<Uint8Array>} */
  async bytes(path) {
    return new Uint8Array(await this.#fetch(path, { headers: { Accept: 'application/octet-stream' } }));
  }

  /** @param {string} method @param {string} path @param {RequestInit} init */
  async #call(method, path, init) {
    const text = UTF8.decode(await this.#fetch(path, { ...init, method }));
    return text === '' ? null : JSON.parse(text);
  }

  /** @param {string} path @param {RequestInit} init @returns {Promise<ArrayBuffer>} */
  async #fetch(path, init) {
    let response;
    let body;
    try {
      const signal = AbortSignal.timeout(ANSWER_LIMIT_MS);
      response = await fetch(path, { ...init, signal, cache: 'no-store', credentials: 'same-origin' });
      body = await response.arrayBuffer();
    } catch {
      throw new Unanswered('The server did not answer.');
    }
    if (response.ok) return body;
    if (response.status === 401 && path !== LOGIN) this.dispatchEvent(new Event('logged-out'));
    throw errorOf(response.status, UTF8.decode(body));
  }
}

/** @param {number} status @param {string} text */
function errorOf(status, text) {
  const message = sentenceOf(text) ?? `The server answered ${status}.`;
  return OPEN_STATUSES.has(status) ? new Unanswered(message) : new Refused(status, message);
}

/** The sentence in a problem document. @param {string} text */
function sentenceOf(text) {
  try {
    const problem = JSON.parse(text);
    return /** @type {string|undefined} */ (problem.detail ?? problem.title);
  } catch {
    return undefined;
  }
}

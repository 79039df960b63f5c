// Stand-ins for what the page meets: a clock that is set by hand, a server's rows, a stream, timers.

import { Clock } from '../../../src/Api/wwwroot/js/state/clock.js';

export class FakeClock extends Clock {
  monotonicMs = 1_000_000;
  wallMs = Date.parse('2026-03-01T12:00:00Z');

  now() {
    return { monotonicMs: this.monotonicMs, wallMs: this.wallMs };
  }

  pass(ms) {
    this.monotonicMs += ms;
    this.wallMs += ms;
  }

  /** The machine sleeps: some browsers stop the monotonic clock meanwhile. */
  sleep(ms) {
    this.wallMs += ms;
  }
}

/** An EventSource that says what it is told to. */
export class FakeStream {
  #listeners = new Map();
  closed = false;

  constructor(url) {
    this.url = url;
  }

  addEventListener(type, listener) {
    this.#listeners.set(type, listener);
  }

  close() {
    this.closed = true;
  }

  say(type, data, lastEventId = '') {
    this.#listeners.get(type)?.({ data: typeof data === 'string' ? data : JSON.stringify(data), lastEventId });
  }
}

export class FakeTimers {
  #waiting = [];

  later = (act) => this.#waiting.push(act);

  /** Lets all that waits happen, and what follows at once from it. */
  async run() {
    for (const act of this.#waiting.splice(0)) act();
    await settle();
  }
}

/** Lets promises that are ready go on. */
export function settle() {
  return new Promise((resolve) => setImmediate(resolve));
}

export const SESSION = 's_00000000000000000000000001';
export const TASK = 't_00000000000000000000000001';
export const AGENT = 'a_00000000000000000000000001';

export function task(change, fields = {}) {
  return {
    task_id: TASK, session_id: SESSION, ordinal: 1, kind: 'command', title: 'true', state: 'queued', attempt: 1,
    custody: 'none', version: 1, change, created_at: '2026-03-01T11:59:00Z', since: '2026-03-01T11:59:30Z', ...fields,
  };
}

export function session(change, fields = {}) {
  return {
    session_id: SESSION, title: 'true', state: 'queued', version: 1, change, created_at: '2026-03-01T11:59:00Z',
    last_activity_at: '2026-03-01T11:59:30Z', counts: { queued: 1 }, ...fields,
  };
}

export function agent(change, fields = {}) {
  return {
    agent_id: AGENT, name: 'laptop', presence: 'connected', version: 1, change, draining: false,
    offer: { slots: 2, kinds: ['command'], labels: [], roots: ['/src'], version: '1', platform: 'linux' },
    enrolled_at: '2026-03-01T11:00:00Z', ...fields,
  };
}

export function snapshot(cursor, { sessions = [], agents = [], tasks = [], opened = SESSION } = {}) {
  const views = sessions.filter((row) => row.session_id === opened).map((row) => ({ session: row, tasks, cursor }));
  return { sessions: { sessions, cursor }, agents: { agents, cursor }, opened: views };
}

export function beat(head, fields = {}) {
  return { at: '2026-03-01T12:00:00Z', head, unproven: [], ...fields };
}

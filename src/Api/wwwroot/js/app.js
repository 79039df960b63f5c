import { Actions } from './net/actions.js';
import { Api } from './net/api.js';
import { Details } from './net/details.js';
import { Feed } from './net/feed.js';
import { Finder } from './net/finder.js';
import { Outbox } from './net/outbox.js';
import { Reads } from './net/reads.js';
import { Steps } from './net/steps.js';
import { Page } from './page.js';
import { loginCodeOf } from './route.js';
import { Clock } from './state/clock.js';
import { Store } from './state/store.js';
import { LoginView } from './views/login.js';

/** How often times are redrawn and the watchdog looks. */
const TICK_MS = 1000;

const clock = new Clock();
const api = new Api();
const store = new Store(clock);
const reads = new Reads(api, store);
/** @param {string} url */
const openStream = (url) => new EventSource(url);
/** @param {() => void} act @param {number} ms */
const later = (act, ms) => setTimeout(act, ms);
const feed = new Feed({
  store,
  clock,
  readSnapshot: () => reads.snapshot(),
  probe: () => reads.fleet(),
  openStream,
  later,
});
const page = new Page({
  store,
  reads,
  details: new Details(api, store, clock),
  steps: new Steps(api, store, clock, later),
  finder: new Finder(api, store, clock),
  holdings: new Finder(api, store, clock),
  actions: new Actions(api, store),
  outbox: new Outbox(api, sessionStorage),
  output: { openStream, later, readBytes: (url) => api.bytes(url) },
});
const login = new LoginView(api, begin);

api.addEventListener('logged-out', () => {
  feed.pause();
  page.end();
  login.show();
});
window.addEventListener('hashchange', () => { if (loginCodeOf(location.hash) !== null) void enter(); });
connectOnlyWhileVisible();
keepTicking();
await enter();

/** A login link is used up at once, and leaves its code neither in the address bar nor in the history. */
async function enter() {
  const code = loginCodeOf(location.hash);
  if (code === null) return begin();
  history.replaceState(null, '', '/');
  await login.useCode(code);
}

function begin() {
  page.begin();
  if (document.visibilityState === 'visible') feed.start();
}

function rest() {
  feed.pause();
  page.pause();
}

function connectOnlyWhileVisible() {
  const isWanted = () => document.visibilityState === 'visible' && document.body.dataset.login === undefined;
  const turn = () => (isWanted() ? feed.start() : rest());
  document.addEventListener('visibilitychange', turn);
  window.addEventListener('pageshow', (event) => { if (event.persisted) turn(); });
  window.addEventListener('pagehide', rest);
  window.addEventListener('online', () => feed.hurry());
}

/** Timers of tabs in the background come late, so a tab that comes to the front doesn't wait for the next one. */
function keepTicking() {
  const tick = () => {
    feed.check();
    page.draw();
  };
  setInterval(tick, TICK_MS);
  document.addEventListener('visibilitychange', tick);
}

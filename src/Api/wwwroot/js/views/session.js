import { KeyedList, setAttribute, setOptional } from './dom.js';
import { TurnView } from './turn.js';

/** @import { Page } from '../page.js' */
/** @import { TaskRow } from '../types.js' */

/** Within so many pixels of its end a conversation counts as scrolled to it, and stays there when more comes. */
const END_SLACK_PX = 48;

/** Turns so far outside of what is seen are read ahead, so that scrolling meets few empty ones. */
const SIGHT_MARGIN = '600px 0px';

/** One session: its tasks in order, as a conversation. */
export class SessionView {
  #page;
  #section = /** @type {HTMLElement} */ (document.querySelector('#session'));
  #main = /** @type {HTMLElement} */ (document.querySelector('#main'));
  #note = /** @type {HTMLElement} */ (document.querySelector('#session-note'));
  #earlier = /** @type {HTMLButtonElement} */ (document.querySelector('#session-earlier'));
  #items = /** @type {HTMLElement} */ (document.querySelector('#session-tasks'));
  #turns = /** @type {Map<Element, TurnView>} */ (new Map());
  #sight = new IntersectionObserver((seen) => this.#see(seen), { rootMargin: SIGHT_MARGIN });
  #list;
  /** What was last scrolled to: the end of a session, or a task of it. */
  #place = '';

  /** @param {Page} page */
  constructor(page) {
    this.#page = page;
    this.#list = new KeyedList(this.#items, (/** @type {TaskRow} */ task) => task.task_id, () => this.#makeTurn());
    this.#earlier.addEventListener('click', () => void this.#readEarlier());
  }

  /** What has to be known for the turns that are near: full views, and steps. */
  get wanted() {
    const turns = [...this.#turns].filter(([element]) => element.isConnected);
    /** @param {(turn: TurnView) => boolean} isWanted */
    const idsOf = (isWanted) => turns.filter(([, turn]) => isWanted(turn)).map(([element]) => idOf(element));
    return { views: idsOf((turn) => turn.wantsView), steps: idsOf((turn) => turn.wantsSteps) };
  }

  update() {
    const { sessionId, store, note, route } = this.#page;
    this.#section.hidden = route.name === 'agents';
    const tasks = sessionId === null ? [] : store.tasksOf(sessionId);
    const scroller = this.#scroller;
    const wasAtEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < END_SLACK_PX;
    setOptional(this.#note, note);
    this.#earlier.hidden = (tasks[0]?.ordinal ?? 1) <= 1;
    setAttribute(this.#items, 'aria-busy', sessionId !== null && tasks.length === 0 && note === null ? 'true' : undefined);
    this.#list.update(tasks);
    if (tasks.length > 0) this.#scroll(scroller, wasAtEnd);
  }

  /** Holds no connection until the next update. */
  pause() {
    for (const turn of this.#turns.values()) turn.pause();
  }

  /** A narrow screen scrolls as a whole, a wide one its panes. */
  get #scroller() {
    const isPane = getComputedStyle(this.#main).overflowY === 'auto';
    return isPane ? this.#main : /** @type {Element} */ (document.scrollingElement);
  }

  /** @param {Element} scroller @param {boolean} wasAtEnd */
  #scroll(scroller, wasAtEnd) {
    const { sessionId, taskId } = this.#page;
    const place = taskId ?? sessionId ?? '';
    if (place === this.#place) {
      if (wasAtEnd) scroller.scrollTop = scroller.scrollHeight;
      return;
    }
    const chosen = taskId === null ? null : this.#items.querySelector(`[data-task="${taskId}"]`);
    if (chosen) chosen.scrollIntoView({ block: 'nearest' });
    else if (taskId === null) scroller.scrollTop = scroller.scrollHeight;
    this.#place = place;
  }

  #makeTurn() {
    const turn = new TurnView(this.#page, this.#sight);
    this.#turns.set(turn.element, turn);
    const close = () => {
      this.#sight.unobserve(turn.element);
      this.#turns.delete(turn.element);
      turn.close();
    };
    return { element: turn.element, update: (/** @type {TaskRow} */ task) => turn.update(task), close };
  }

  /** @param {IntersectionObserverEntry[]} seen */
  #see(seen) {
    for (const { target, isIntersecting } of seen) {
      const turn = this.#turns.get(target);
      if (turn && isIntersecting) turn.isNear = true;
    }
    this.#page.draw();
  }

  async #readEarlier() {
    const { sessionId, reads } = this.#page;
    this.#earlier.disabled = true;
    if (sessionId) await reads.earlierTasks(sessionId).catch(() => {}); // The button stays for another try.
    this.#earlier.disabled = false;
  }
}

/** @param {Element} element */
function idOf(element) {
  return element.getAttribute('data-task') ?? '';
}

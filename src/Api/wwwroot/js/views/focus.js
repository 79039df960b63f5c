import { hashOf } from '../route.js';

/** @import { Page } from '../page.js' */

/** Where the keyboard is when the screen changes under it, and how it goes back. */
export class Focus {
  #page;

  /** @param {Page} page */
  constructor(page) {
    this.#page = page;
    document.addEventListener('keydown', (event) => this.#press(event));
    document.querySelector('#skip')?.addEventListener('click', () => this.#goToHeading());
  }

  /** On a narrow screen a new route hides the pane that had the focus. Called when all is drawn. */
  keepInSight() {
    const focused = document.activeElement;
    if (focused instanceof HTMLElement && focused !== document.body && !focused.checkVisibility()) {
      this.#goToHeading();
    }
  }

  /** What the route is about begins with its heading. */
  #goToHeading() {
    const { taskId, route } = this.#page;
    const heading = taskId ? '#task-title' : route.name === 'agents' ? '#fleet-heading' : '#session-title';
    /** @type {HTMLElement|null} */ (document.querySelector(heading))?.focus();
  }

  /** Escape leaves the details of a task, unless something within the page needs it more. @param {KeyboardEvent} event */
  #press(event) {
    const { taskId, sessionId } = this.#page;
    if (event.key !== 'Escape' || event.defaultPrevented || taskId === null || sessionId === null) return;
    if (document.querySelector('dialog[open]')) return;
    this.#page.go(hashOf(sessionId));
  }
}

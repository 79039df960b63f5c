import { hashOf } from '../route.js';
import { isTerminal } from '../state/words.js';
import { confirm } from './ask.js';
import { el, setOptional, setText } from './dom.js';

/** @import { Page } from '../page.js' */
/** @import { ActionState } from '../net/actions.js' */
/** @import { TaskRow } from '../types.js' */

/** @type {Partial<Record<string, string>>} */
const ASKING = {
  cancel: 'Asking to cancel…',
  force: 'Asking to force…',
  retry: 'Asking to run again…',
  continue: 'Asking to continue…',
};

/** What may be done to a task in its state, and what was asked and not answered yet. */
export class TaskButtons {
  #page;
  /** @type {TaskRow|null} */ #task = null;
  #cancel = this.#button('Cancel', (task) => this.#page.actions.cancel(task.task_id));
  #force = this.#button('Force…', (task) => this.#askForce(task));
  #continue = this.#button('Continue anyway', (task) => this.#page.actions.continue(task.task_id, task.session_id));
  #retry = this.#button('Run again', (task) => this.#runAgain(task));
  #status = el('span', { class: 'quiet' });
  #problem = el('span', { class: 'problem' });

  /** @param {Page} page */
  constructor(page) {
    this.#page = page;
    this.element = el('div', { class: 'buttons' },
      this.#cancel, this.#force, this.#continue, this.#retry, this.#status, this.#problem);
  }

  /** @param {TaskRow} task */
  update(task) {
    this.#task = task;
    const asked = this.#page.actions.of(task.task_id);
    const next = this.#page.details.view(task.task_id)?.next?.action;
    const over = isTerminal(task.state);
    this.#cancel.hidden = over || task.state === 'cancelling';
    this.#force.hidden = task.state !== 'cancelling';
    this.#continue.hidden = over || (next !== 'wait_for_proof' && next !== 'wait_for_person');
    this.#retry.hidden = !over;
    const pending = asked !== undefined && asked.problem === null;
    for (const button of [this.#cancel, this.#force, this.#continue, this.#retry]) button.disabled = pending;
    setOptional(this.#status, pending ? pendingText(asked) : null);
    setOptional(this.#problem, asked?.problem);
  }

  /** @param {string} word @param {(task: TaskRow) => unknown} act */
  #button(word, act) {
    const button = el('button', { type: 'button', click: () => { if (this.#task) act(this.#task); } });
    setText(button, word);
    return button;
  }

  /** @param {TaskRow} task */
  async #askForce(task) {
    if (await confirm('force', task.title)) await this.#page.actions.force(task.task_id);
  }

  /** @param {TaskRow} task */
  async #runAgain(task) {
    const made = await this.#page.actions.retry(task.task_id);
    if (made) this.#page.go(hashOf(made.session_id));
  }
}

/** @param {ActionState} asked */
function pendingText(asked) {
  const asking = ASKING[asked.name] ?? 'Asking…';
  return asked.tries === 0 ? asking : `${asking} no answer yet, trying again (${asked.tries})`;
}

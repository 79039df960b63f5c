import { spentText } from '../state/money.js';
import { ago, clock, span } from '../state/times.js';
import { isTerminal, plain } from '../state/words.js';
import { el } from './dom.js';

/** @import { Page } from '../page.js' */
/** @import { TaskView as FullView } from '../types.js' */

/** What is to be said of a task beside its state. */
export class FactsView {
  #list = el('dl');
  element = el('section', { class: 'facts' }, el('h3', {}, 'Facts'), this.#list);
  #drawn = '';

  /** @param {FullView} view @param {Page} page */
  update(view, page) {
    const facts = factsOf(view, page).filter(([, value]) => value !== undefined && value !== '');
    const text = JSON.stringify(facts);
    if (text === this.#drawn) return;
    this.#drawn = text;
    this.#list.replaceChildren(...facts.map(([name, value]) => el('div', {}, el('dt', {}, name), drawFact(value))));
  }
}

/** @param {string|string[]|undefined} value */
function drawFact(value) {
  if (!Array.isArray(value)) return el('dd', {}, value ?? '');
  return el('dd', {}, el('ol', { class: 'argv' }, ...value.map((argument) => el('li', {}, argument))));
}

/** @param {FullView} view @param {Page} page @returns {[string, string|string[]|undefined][]} */
function factsOf(view, { store }) {
  const nowMs = Date.now();
  /** @param {string|undefined} at */
  const time = (at) => (at === undefined ? undefined : clock(Date.parse(at), nowMs));
  const heard = view.last_heard_at && store.serverNowMs !== null
    ? `, heard ${ago(store.serverNowMs - Date.parse(view.last_heard_at))}` : '';
  const agent = view.agent_id && (store.agent(view.agent_id)?.name ?? view.agent_id);
  return [
    ['Command', view.argv],
    ['Prompt', view.prompt],
    ['Folder', view.cwd],
    ['Agent', agent && `${agent}${isTerminal(view.state) ? '' : heard}`],
    ['Attempt', view.attempt === 0 ? undefined : String(view.attempt)],
    ['Accepted', time(view.created_at)],
    ['Started', time(view.started_at)],
    ['Ended', time(view.ended_at)],
    ['Exit code', view.exit_code === undefined ? undefined : String(view.exit_code)],
    ['Reason', view.reason && view.reason !== 'exit_code' ? plain(view.reason) : undefined],
    ['May run for', span(view.timeout_seconds * 1000)],
    ['Model', view.result?.model],
    ['Cost', view.result && spentText(view.result)],
    ['Labels', view.labels?.join(', ')],
    ['Environment', view.env_names?.join(', ')],
    ['Repeats', view.retry_of],
    ['Id', view.task_id],
  ];
}

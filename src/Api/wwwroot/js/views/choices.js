import { el, KeyedList, setText } from './dom.js';

/** @typedef {{value: string, word: string}} Choice */

/**
 * The options of a select or a datalist; what was chosen stays chosen while they change.
 * @param {HTMLElement} parent
 * @returns {KeyedList<Choice>}
 */
export function choices(parent) {
  return new KeyedList(parent, ({ value }) => value, () => {
    const element = el('option');
    return {
      element,
      update({ value, word }) {
        element.value = value;
        setText(element, word);
      },
    };
  });
}

const SVG = 'http://www.w3.org/2000/svg';

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string|boolean|((event: any) => void)|undefined>} [attributes] functions are listeners
 * @param {(Node|string)[]} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name, value);
    else setAttribute(element, name, value);
  }
  element.append(...children);
  return element;
}

/** @param {Element} element @param {string} name @param {string|boolean|undefined} value */
export function setAttribute(element, name, value) {
  if (value === undefined || value === false) element.removeAttribute(name);
  else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value === true ? '' : value);
}

/**
 * Writes a text only if it is another one, so that selections and screen readers are left in peace.
 * @param {Node} node
 * @param {string} text
 */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Shows an element with this text, or hides it. @param {HTMLElement} element @param {string|null|undefined} text */
export function setOptional(element, text) {
  element.hidden = !text;
  setText(element, text ?? '');
}

/** A picture of a state. The word always stands beside it, so it is nothing to read aloud. */
export class Mark {
  element = document.createElementNS(SVG, 'svg');
  #use = document.createElementNS(SVG, 'use');

  constructor() {
    this.element.setAttribute('aria-hidden', 'true');
    this.element.append(this.#use);
  }

  /** @param {string} state */
  update(state) {
    setAttribute(this.element, 'class', `mark state-${state}`);
    setAttribute(this.#use, 'href', `#mark-${state}`);
  }
}

/**
 * A part of the page that draws one thing again and again, and lets go of what it holds when the thing is gone.
 * @template Item
 * @typedef {{element: HTMLElement, update: (item: Item) => void, close?: () => void}} View
 */

/**
 * A list whose elements stay with their items: an update moves and changes what is there, so that focus, selection and
 * scroll positions survive it.
 * @template Item
 */
export class KeyedList {
  #parent;
  #keyOf;
  #make;
  #views = /** @type {Map<string|number, View<Item>>} */ (new Map());

  /**
   * @param {HTMLElement} parent
   * @param {(item: Item) => string|number} keyOf
   * @param {(item: Item) => View<Item>} make
   */
  constructor(parent, keyOf, make) {
    this.#parent = parent;
    this.#keyOf = keyOf;
    this.#make = make;
  }

  /** @param {Item[]} items */
  update(items) {
    const focused = document.activeElement;
    this.#dropOthers(items);
    let place = this.#parent.firstElementChild;
    for (const item of items) {
      const { element } = this.#updateOne(item);
      if (element === place) place = place.nextElementSibling;
      else this.#parent.insertBefore(element, place);
    }
    // A moved element loses its focus.
    if (focused instanceof HTMLElement && focused !== document.activeElement && this.#parent.contains(focused)) {
      focused.focus({ preventScroll: true });
    }
  }

  /** @param {Item} item */
  #updateOne(item) {
    const key = this.#keyOf(item);
    let view = this.#views.get(key);
    if (!view) this.#views.set(key, view = this.#make(item));
    view.update(item);
    return view;
  }

  /** @param {Item[]} items */
  #dropOthers(items) {
    const keys = new Set(items.map(this.#keyOf));
    for (const [key, view] of this.#views) {
      if (keys.has(key)) continue;
      view.element.remove();
      view.close?.();
      this.#views.delete(key);
    }
  }
}

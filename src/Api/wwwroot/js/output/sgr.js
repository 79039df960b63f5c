/** @typedef {{text: string, style: string}} Run a piece of text and the CSS classes of its SGR attributes */

// One escape sequence: CSI (colours and cursor), OSC (titles, links), or a short one.
const SEQUENCE = /^\x1b(?:\[([0-?]*)[ -/]*([@-~])|\][^\x07\x1b]*(?:\x07|\x1b\\)|[PX^_][^\x1b]*\x1b\\|[ -/]*[0-OQ-WYZ\\`-~])/;

/** An escape sequence that is longer than this is none; it is not waited for. */
const SEQUENCE_LIMIT = 4096;

// Control characters other than newline, carriage return and tab have no meaning here. Bidirectional overrides would
// let a program show its output in another order than it has.
const UNWANTED = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g;

/** Colours by number, as the class names say them: `fg-1`, `bg-12`. */
const BRIGHT = 8;

/**
 * Reads terminal text: SGR colours and weights become runs, every other control is dropped. Text may be cut anywhere, so
 * an unfinished sequence waits for the next piece.
 */
export class SgrReader {
  #rest = '';
  #style = new Set();

  /** @param {string} text @returns {Run[]} */
  read(text) {
    const all = this.#rest + text;
    this.#rest = '';
    /** @type {Run[]} */
    const runs = [];
    let at = 0;
    while (at < all.length) {
      const escape = all.indexOf('\x1b', at);
      this.#push(runs, all.slice(at, escape < 0 ? all.length : escape));
      if (escape < 0) break;
      const length = this.#sequence(all.slice(escape, escape + SEQUENCE_LIMIT));
      if (length === 0) {
        this.#rest = all.slice(escape);
        break;
      }
      at = escape + length;
    }
    return runs;
  }

  /** @param {Run[]} runs @param {string} text */
  #push(runs, text) {
    const plain = text.replace(UNWANTED, '');
    if (plain !== '') runs.push({ text: plain, style: [...this.#style].sort().join(' ') });
  }

  /** @param {string} text from an escape on @returns {number} its length; 0 if its end is not there yet */
  #sequence(text) {
    const match = SEQUENCE.exec(text);
    if (match?.[2] === 'm') this.#apply(match[1].split(/[;:]/).map(Number));
    if (match) return match[0].length;
    return text.length < SEQUENCE_LIMIT ? 0 : 1;
  }

  /** @param {number[]} codes */
  #apply(codes) {
    for (let i = 0; i < codes.length; i += 1) {
      // 38 and 48 begin colours out of 256 or 16 million, which no palette of ours matches: they are skipped whole.
      if (codes[i] === 38 || codes[i] === 48) i += codes[i + 1] === 5 ? 2 : 4;
      else this.#applyOne(codes[i]);
    }
  }

  /** @param {number} code */
  #applyOne(code) {
    if (code === 0) this.#style.clear();
    else if (code === 1) this.#style.add('bold');
    else if (code === 2) this.#style.add('dim');
    else if (code === 3) this.#style.add('italic');
    else if (code === 4) this.#style.add('underline');
    else if (code === 22) this.#without('bold', 'dim');
    else if (code === 23) this.#without('italic');
    else if (code === 24) this.#without('underline');
    else this.#paint(code);
  }

  /** @param {number} code */
  #paint(code) {
    const [tens, ones] = [Math.floor(code / 10), code % 10];
    const layer = { 3: 'fg', 9: 'fg', 4: 'bg', 10: 'bg' }[tens];
    if (layer === undefined || ones === 8) return;
    for (const name of [...this.#style]) if (name.startsWith(layer)) this.#style.delete(name);
    if (ones < 8) this.#style.add(`${layer}-${tens >= 9 ? ones + BRIGHT : ones}`);
  }

  /** @param {string[]} names */
  #without(...names) {
    for (const name of names) this.#style.delete(name);
  }
}

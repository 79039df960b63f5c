/** @import { Run } from './sgr.js' */

/** @typedef {{number: number, runs: Run[], length: number, version: number}} Line */

/** Lines that the page keeps: some screens full, and few enough to lay out in a frame. */
export const LINE_LIMIT = 2000;

/** Characters of one line that are kept; of a 50 MB line the end is shown. */
export const LINE_LENGTH_LIMIT = 8 * 1024;

/** Characters of all lines that are kept. */
export const TEXT_LIMIT = 256 * 1024;

/** The last part of a text, as lines, whatever the length of the text or of its lines. */
export class Tail {
  /** @type {Line[]} */ lines = [];
  /** Whether anything before the lines is gone. */
  cut = false;
  #length = 0;
  #count = 0;
  /** A carriage return was seen, and what follows may be a newline or an overwriting of the line. */
  #returned = false;

  /** @param {Run[]} runs */
  push(runs) {
    for (const run of runs) {
      for (const part of run.text.split(/([\r\n])/)) if (part !== '') this.#put(part, run.style);
    }
    this.#trim();
  }

  /** @param {string} part @param {string} style */
  #put(part, style) {
    if (part === '\r') {
      this.#returned = true;
    } else if (part === '\n') {
      this.#returned = false;
      if (this.lines.length === 0) this.#open();
      this.#open();
    } else {
      this.#write(part, style);
    }
  }

  #open() {
    this.lines.push({ number: this.#count, runs: [], length: 0, version: 0 });
    this.#count += 1;
  }

  /** @param {string} text @param {string} style */
  #write(text, style) {
    if (this.lines.length === 0) this.#open();
    const line = this.lines[this.lines.length - 1];
    if (this.#returned) this.#empty(line); // A progress bar draws itself anew.
    this.#returned = false;
    const kept = text.slice(-LINE_LENGTH_LIMIT);
    if (kept.length < text.length || line.length + kept.length > 2 * LINE_LENGTH_LIMIT) {
      this.#empty(line);
      this.cut = true;
    }
    line.runs.push({ text: kept, style });
    line.length += kept.length;
    line.version += 1;
    this.#length += kept.length;
  }

  /** @param {Line} line */
  #empty(line) {
    this.#length -= line.length;
    line.runs = [];
    line.length = 0;
    line.version += 1;
  }

  #trim() {
    let gone = 0;
    while (this.lines.length - gone > LINE_LIMIT || (this.#length > TEXT_LIMIT && this.lines.length - gone > 1)) {
      this.#length -= this.lines[gone].length;
      gone += 1;
    }
    if (gone === 0) return;
    this.lines.splice(0, gone);
    this.cut = true;
  }
}

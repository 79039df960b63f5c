import { Follower, outputUrl } from '../output/follower.js';
import { SgrReader } from '../output/sgr.js';
import { Tail } from '../output/tail.js';
import { size } from '../state/times.js';
import { el, KeyedList, setAttribute, setOptional, setText } from './dom.js';

/** @import { Page } from '../page.js' */
/** @import { OutputName } from '../output/follower.js' */
/** @import { Run } from '../output/sgr.js' */
/** @import { Line } from '../output/tail.js' */
/** @import { TaskView } from '../types.js' */

/** Within so many pixels of its end the output counts as scrolled to it, and stays there when more comes. */
const END_SLACK_PX = 24;

/** The end of what a task wrote, growing while it runs. */
export class OutputView {
  #page;
  #lines = el('div', { class: 'output-lines' });
  #box = el('div', { class: 'output-box', tabindex: '0', role: 'region', 'aria-label': 'Output' }, this.#lines);
  #list = new KeyedList(this.#lines, (/** @type {Line} */ line) => line.number, () => new LineView());
  #names = /** @type {OutputName[]} */ (['stdout', 'stderr']);
  #tabs = this.#names.map((name) => el('button', { type: 'button', click: () => this.#show(name) }));
  #whole = el('a', { target: '_blank', rel: 'noopener' }, 'Whole output');
  #note = el('p', { class: 'quiet output-note' });
  /** What a person wants to see; null while nobody has said. @type {OutputName|null} */ #chosen = null;
  /** @type {OutputName} */ #name = 'stdout';
  #shown = '';
  #tail = new Tail();
  /** @type {Follower|null} */ #follower = null;
  #isDirty = false;

  /** @param {Page} page */
  constructor(page) {
    this.#page = page;
    this.element = el('section', { class: 'output', 'aria-label': 'Output' },
      el('div', { class: 'output-bar' }, el('h3', {}, 'Output'), ...this.#tabs, this.#whole), this.#note, this.#box);
  }

  /** @param {TaskView} view @param {boolean} [mayStream] whether what grows may hold a connection */
  update(view, mayStream = this.#page.mayStream) {
    this.element.hidden = view.attempt === 0;
    if (view.attempt === 0) return;
    this.#name = this.#chosen ?? nameOf(view);
    this.#open(view);
    this.#follower?.update(view, mayStream);
    this.#drawBar(view);
    if (this.#isDirty) this.#drawLines();
    this.#isDirty = false;
  }

  /** Holds no connection until the next update. */
  pause() {
    this.#follower?.pause();
  }

  close() {
    this.#follower?.close();
    this.#follower = null;
    this.#shown = '';
  }

  /** @param {OutputName} name */
  #show(name) {
    this.#chosen = name;
    this.#page.draw();
  }

  /** Begins anew when another output is to be shown. @param {TaskView} view */
  #open(view) {
    const key = { taskId: view.task_id, attempt: view.attempt, stream: this.#name };
    if (this.#shown === outputUrl(key)) return;
    this.close();
    this.#shown = outputUrl(key);
    const [tail, sgr, utf8] = [new Tail(), new SgrReader(), new TextDecoder()];
    this.#tail = tail;
    this.#isDirty = true;
    this.#follower = new Follower(key, {
      ...this.#page.output,
      onBytes: (bytes) => {
        tail.push(sgr.read(utf8.decode(bytes, { stream: true })));
        this.#isDirty = true;
        this.#page.draw();
      },
    });
  }

  /** @param {TaskView} view */
  #drawBar(view) {
    const sizes = { stdout: view.output_bytes, stderr: view.stderr_bytes };
    sizes[this.#name] = Math.max(sizes[this.#name], this.#follower?.length ?? 0);
    const words = { stdout: 'Standard output', stderr: 'Errors' };
    this.#names.forEach((name, index) => {
      setText(this.#tabs[index], `${words[name]} ${size(sizes[name])}`);
      setAttribute(this.#tabs[index], 'aria-pressed', String(name === this.#name));
      this.#tabs[index].hidden = name === 'stderr' && name !== this.#name && sizes.stderr === 0;
    });
    setAttribute(this.#whole, 'href', this.#shown);
    setOptional(this.#note, this.#noteOf(view, sizes[this.#name]));
  }

  /** @param {TaskView} view @param {number} bytes */
  #noteOf(view, bytes) {
    if (this.#tail.cut || this.#follower?.startedLate) return 'Only the end is shown here.';
    if (bytes > 0 || this.#tail.lines.length > 0) return null;
    if (!view.output_complete) return view.ended_at ? 'The output has not arrived yet.' : 'No output yet.';
    return 'It wrote nothing.';
  }

  #drawLines() {
    const box = this.#box;
    const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < END_SLACK_PX;
    this.#list.update(this.#tail.lines);
    if (atEnd) box.scrollTop = box.scrollHeight;
  }
}

class LineView {
  element = el('div', { class: 'output-line' });
  #version = -1;

  /** @param {Line} line */
  update(line) {
    if (line.version === this.#version) return;
    this.#version = line.version;
    this.element.replaceChildren(...line.runs.map(drawRun));
  }
}

/** Who wrote nothing but errors has said all that there is in them. @param {TaskView} view @returns {OutputName} */
function nameOf(view) {
  return view.output_complete && view.output_bytes === 0 && view.stderr_bytes > 0 ? 'stderr' : 'stdout';
}

/** @param {Run} run */
function drawRun({ text, style }) {
  return style === '' ? text : el('span', { class: style }, text);
}

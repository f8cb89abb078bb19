// The canvas under the drawing: its size, what part of the chart is seen, and when it is painted.

const SETTLES = 140; // ms without movement until words are drawn again
const MANY = 260; // lines from which a moving chart is drawn simplified
export const LEAST = 0.08;
export const MOST = 3;

export class Surface {
  /** @param {HTMLElement} box  @param {(ctx, simple: boolean) => void} paint  @param {() => number} lines how many lines there are */
  constructor(box, paint, lines) {
    this.box = box;
    this.paint = paint;
    this.lines = lines;
    this.view = { x: 0, y: 0, k: 1 };
    this.size = { wide: 0, high: 0 };
    this.canvas = document.createElement("canvas");
    this.canvas.setAttribute("aria-hidden", "true");
    box.append(this.canvas);
    this.ctx = this.canvas.getContext("2d");
    this.simple = false;
    new ResizeObserver(() => this.resize()).observe(box);
  }

  resize() {
    const { clientWidth: wide, clientHeight: high } = this.box;
    const dots = devicePixelRatio || 1;
    if (!wide || !high || (wide === this.size.wide && high === this.size.high && dots === this.dots)) return;
    this.dots = dots;
    this.size = { wide, high };
    this.canvas.width = Math.round(wide * dots);
    this.canvas.height = Math.round(high * dots);
    this.now();
    this.onResize?.();
  }

  /** Paint in the next frame. */
  ask() {
    this.asked ??= requestAnimationFrame(() => this.now());
  }

  /** Something moves: a large chart is painted without words until it stands still. */
  moving() {
    if (this.lines() >= MANY) {
      this.simple = true;
      clearTimeout(this.rest);
      this.rest = setTimeout(() => this.settle(), SETTLES);
    }
    this.ask();
  }

  settle() {
    clearTimeout(this.rest);
    if (!this.simple) return;
    this.simple = false;
    this.ask();
  }

  now() {
    cancelAnimationFrame(this.asked);
    this.asked = null;
    if (!this.size.wide) return;
    this.ctx.setTransform(this.dots, 0, 0, this.dots, 0, 0);
    this.ctx.clearRect(0, 0, this.size.wide, this.size.high);
    this.paint(this.ctx, this.simple);
    this.painted = performance.now();
  }

  /** A point of the page in chart units. */
  place(clientX, clientY) {
    const box = this.box.getBoundingClientRect();
    return { x: (clientX - box.left - this.view.x) / this.view.k, y: (clientY - box.top - this.view.y) / this.view.k };
  }

  /** A point of the chart on the page. */
  onPage(x, y) {
    const box = this.box.getBoundingClientRect();
    return { x: box.left + this.view.x + x * this.view.k, y: box.top + this.view.y + y * this.view.k };
  }

  pan(dx, dy) {
    this.view.x += dx;
    this.view.y += dy;
    this.moving();
  }

  /** Zoom by a factor; the point of the canvas given stays where it is. */
  zoom(factor, x = this.size.wide / 2, y = this.size.high / 2) {
    const k = Math.max(LEAST, Math.min(MOST, this.view.k * factor));
    this.view.x = x - ((x - this.view.x) * k) / this.view.k;
    this.view.y = y - ((y - this.view.y) * k) / this.view.k;
    this.view.k = k;
    this.moving();
  }

  /** Show a rectangle of the chart whole, not larger than `largest`. */
  fit(rect, largest = 1.1) {
    const { wide, high } = this.size;
    if (!rect || !wide) return;
    const air = 36;
    const k = Math.min(largest, (wide - 2 * air) / Math.max(1, rect.x2 - rect.x1), (high - 2 * air) / Math.max(1, rect.y2 - rect.y1));
    this.view.k = Math.max(LEAST, k);
    this.view.x = wide / 2 - ((rect.x1 + rect.x2) / 2) * this.view.k;
    this.view.y = high / 2 - ((rect.y1 + rect.y2) / 2) * this.view.k;
    this.ask();
  }

  /** Bring a rectangle of the chart into view, moving no more than needed. */
  reveal(rect) {
    const { k } = this.view;
    const air = 40;
    const shift = (low, high, at, room) => {
      const [from, to] = [low * k + at, high * k + at];
      if (from >= air && to <= room - air) return 0;
      return from < air ? air - from : Math.max(room - air - to, air - from);
    };
    const dx = shift(rect.x1, rect.x2, this.view.x, this.size.wide);
    const dy = shift(rect.y1, rect.y2, this.view.y, this.size.high);
    if (dx || dy) this.pan(dx, dy);
  }

  /** The part of the chart that is seen. */
  seen() {
    const { x, y, k } = this.view;
    return { x1: -x / k, y1: -y / k, x2: (this.size.wide - x) / k, y2: (this.size.high - y) / k };
  }
}

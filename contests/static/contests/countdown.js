/* Counts the time left that the server named, on a clock that people cannot set. */

const SAY_AT_S = [300, 120, 60, 30];
// The network delays what the server says by less than this; more is time that people were given.
const GIVEN_MS = 20000;
// A device that slept may have stopped our clock, but not the one that people can set.
const SLEPT_MS = 3000;

export class Countdown {
  constructor({ face, frame, say, onEnd, onDoubt }) {
    Object.assign(this, { face, frame, say, onEnd, onDoubt });
    this.endsAt = null;
    this.said = new Set();
  }

  /* Return by how much longer it is than people were told before; 0 if it is not. */
  set(leftMs) {
    const isFirst = this.endsAt === null;
    const more = isFirst ? 0 : leftMs - this.leftMs;
    this.endsAt = performance.now() + leftMs;
    if (leftMs > 0) this.isOver = false;
    if (more > GIVEN_MS) for (const mark of SAY_AT_S) if (leftMs / 1000 > mark) this.said.delete(mark);
    if (isFirst) {
      for (const mark of SAY_AT_S) if (leftMs / 1000 < mark) this.said.add(mark);
      this.apart = Date.now() - performance.now();
      this.ticking = setInterval(() => this._tick(), 250);
    }
    this._tick();
    return more > GIVEN_MS ? more : 0;
  }

  get leftMs() {
    return this.endsAt === null ? Infinity : Math.max(0, this.endsAt - performance.now());
  }

  words() {
    const left = Math.ceil(this.leftMs / 1000);
    const [hours, minutes, seconds] = [left / 3600, (left / 60) % 60, left % 60].map(Math.floor);
    const two = (part) => String(part).padStart(2, "0");
    return hours ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
  }

  stop() {
    clearInterval(this.ticking);
  }

  _tick() {
    const seconds = Math.ceil(this.leftMs / 1000);
    this.face.textContent = this.words();
    this.frame.classList.toggle("ending", seconds <= 120);
    this._sayMarks(seconds);
    this._compareClocks();
    if (this.leftMs === 0 && !this.isOver) {
      this.isOver = true;
      this.onEnd();
    }
  }

  _sayMarks(seconds) {
    for (const mark of SAY_AT_S) {
      if (seconds <= mark && !this.said.has(mark)) {
        this.said.add(mark);
        this.say(mark >= 60 ? `Còn ${mark / 60} phút.` : `Còn ${mark} giây.`);
      }
    }
  }

  /* Where the two clocks have moved apart, the device slept or was set: the server is asked. */
  _compareClocks() {
    const apart = Date.now() - performance.now();
    if (Math.abs(apart - this.apart) < SLEPT_MS) return;
    this.apart = apart;
    this.onDoubt();
  }
}

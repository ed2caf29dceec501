/* Counts the time left that the server named, on a clock that people cannot set. */

const SAY_AT_S = [300, 120, 60, 30];

export class Countdown {
  constructor({ face, frame, say, onEnd }) {
    Object.assign(this, { face, frame, say, onEnd });
    this.endsAt = null;
    this.said = new Set();
  }

  set(leftMs) {
    const isFirst = this.endsAt === null;
    this.endsAt = performance.now() + leftMs;
    this.isOver = false;
    if (isFirst) {
      for (const mark of SAY_AT_S) if (leftMs / 1000 < mark) this.said.add(mark);
      this.ticking = setInterval(() => this.#tick(), 250);
    }
    this.#tick();
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

  #tick() {
    const seconds = Math.ceil(this.leftMs / 1000);
    this.face.textContent = this.words();
    this.frame.classList.toggle("ending", seconds <= 120);
    for (const mark of SAY_AT_S) {
      if (seconds <= mark && !this.said.has(mark)) {
        this.said.add(mark);
        this.say(mark >= 60 ? `Còn ${mark / 60} phút.` : `Còn ${mark} giây.`);
      }
    }
    if (this.leftMs === 0 && !this.isOver) {
      this.isOver = true;
      this.onEnd();
    }
  }
}

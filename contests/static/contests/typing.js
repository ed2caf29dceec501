/* What people type is an answer once they pause or leave the field: never one request a key. */

const PAUSE_MS = 700;

export class Typing {
  constructor(desk) {
    this.desk = desk;
    this.pauses = new Map(); // question → timer, while a person types in it
    desk.form.addEventListener("input", (event) => {
      if (event.target.classList.contains("typed")) this._begin(event.target.closest(".question"));
    });
    // A page that goes, or hides, sends what waits: first it takes what is being typed.
    addEventListener("pagehide", () => this.takeAll(), true);
    document.addEventListener("visibilitychange", () => document.hidden && this.takeAll(), true);
  }

  _begin(question) {
    this.end(question);
    this.pauses.set(question, setTimeout(() => this.desk.choose(question), PAUSE_MS));
  }

  end(question) {
    clearTimeout(this.pauses.get(question));
    this.pauses.delete(question);
  }

  /* What was typed a moment ago counts when the time ends or a person hands in. */
  takeAll() {
    for (const question of [...this.pauses.keys()]) this.desk.choose(question);
  }
}

/* The outbox: every change stays on this device until the server acknowledges it.

   One request is under way at a time and carries all that waits; later changes go with the next.
   The outbox retries failures with jitter and never gives up before the paper is closed. */

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 8000;
const TIMEOUT_MS = 10000;
const SEQ_PER_TAB = 1000000;

export class Outbox {
  constructor({ attempt, saveUrl, onChange, onReceipt, onRefused }) {
    this.key = `bai-thi:${attempt}`;
    this.saveUrl = saveUrl;
    this.tell = { onChange, onReceipt, onRefused };
    this.waiting = this.#restore(); // position → [choice, writer it was made under, seq sent with]
    this.isSending = false;
    this.failures = 0;
    this.timer = null;
    this.ticket = null;
    addEventListener("online", () => this.sendNow());
    document.addEventListener("visibilitychange", () => this.sendNow());
    addEventListener("pagehide", () => this.sendNow());
  }

  /* A tab took the paper up. Changes that waited in an older tab go out again, unless the server
     already holds something newer for that position. */
  begin({ ticket, writer, first_seq, answers }) {
    this.ticket = ticket;
    this.writer = writer;
    this.seq = first_seq;
    for (const [position, [, madeUnder]] of this.waiting) {
      const stored = answers[position];
      if (stored && Math.floor(stored[1] / SEQ_PER_TAB) > madeUnder) this.waiting.delete(position);
      else this.waiting.get(position)[2] = this.seq++;
    }
    this.#keep();
    this.sendNow();
  }

  put(position, choice) {
    this.waiting.set(position, [choice, this.writer, this.seq++]);
    this.#keep();
    this.sendNow();
  }

  isWaiting(position) {
    return this.waiting.has(position);
  }

  get size() {
    return this.waiting.size;
  }

  stop() {
    this.isStopped = true;
    clearTimeout(this.timer);
  }

  sendNow() {
    clearTimeout(this.timer);
    this.#send();
  }

  /* Ask how much time is left, and whether this tab may still save. */
  ping() {
    return this.#send({ evenIfEmpty: true });
  }

  /* Wait until nothing waits, at most so long; return whether all is on the server. */
  async flush(longestMs) {
    const until = performance.now() + longestMs;
    while (this.size && !this.isStopped && performance.now() < until) {
      this.sendNow();
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
    return this.size === 0;
  }

  /* Hand the paper in, once nothing waits any more. */
  handIn() {
    return this.#post([], { submit: true });
  }

  async #send({ evenIfEmpty = false } = {}) {
    if (this.isSending || this.isStopped || !this.ticket || (!this.size && !evenIfEmpty)) return;
    this.isSending = true;
    this.tell.onChange();
    const sent = [...this.waiting].slice(0, 200).map(([position, [choice, , seq]]) => [position, choice, seq]);
    const outcome = await this.#post(sent);
    this.isSending = false;
    this.isServerBusy = outcome !== null && outcome.status !== 200;
    if (outcome === null || outcome.status >= 500 || outcome.status === 429) this.#retryLater();
    else this.#settle(sent, outcome);
    this.tell.onChange();
  }

  async #post(changes, more = {}) {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), TIMEOUT_MS);
    try {
      const response = await fetch(this.saveUrl, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ ticket: this.ticket, changes, ...more }),
        keepalive: true,
        signal: abort.signal,
      });
      return { status: response.status, ...(await response.json()) };
    } catch {
      return null; // no network, or not our server's answer: try again
    } finally {
      clearTimeout(timer);
    }
  }

  #settle(sent, outcome) {
    this.failures = 0;
    if (outcome.status === 200) {
      for (const [position, , seq] of sent) {
        if (this.waiting.get(position)?.[2] === seq) this.waiting.delete(position);
      }
      this.#keep();
      this.tell.onReceipt(outcome);
      if (this.size) this.timer = setTimeout(() => this.#send(), 0);
      return;
    }
    this.stop();
    const late = outcome.status === 410 ? sent.map(([position]) => position) : [];
    if (outcome.status === 410) {
      this.waiting.clear();
      this.#keep();
    }
    this.tell.onRefused(outcome, late);
  }

  #retryLater() {
    this.failures += 1;
    const ceiling = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (this.failures - 1));
    this.timer = setTimeout(() => this.#send({ evenIfEmpty: true }), ceiling * (0.5 + Math.random() / 2));
  }

  #keep() {
    try {
      if (this.size) localStorage.setItem(this.key, JSON.stringify([...this.waiting]));
      else localStorage.removeItem(this.key);
    } catch {
      /* Storage is full or forbidden: the answers still wait in memory. */
    }
  }

  #restore() {
    try {
      return new Map(JSON.parse(localStorage.getItem(this.key) || "[]"));
    } catch {
      return new Map();
    }
  }
}

/* The outbox: every change stays on this device until the server acknowledges it.

   One request is under way at a time and carries all that waits; later changes go with the next.
   The outbox retries failures with jitter and never gives up before the paper is closed. */

import { choiceOf, textOf } from "./answers.js";
import { forget, keep, readList } from "./device.js";
import { Receipts } from "./receipts.js";

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 8000;
const TIMEOUT_MS = 10000;
const SEQ_PER_TAB = 1000000;
const MOST_TEXTS = 15; // of 200 letters each: a request has 16 KB at most

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export class Outbox {
  constructor({ attempt, saveUrl, returnUrl, onChange, onReceipt, onRefused }) {
    this.key = `bai-thi:${attempt}`;
    this.receipts = new Receipts(`${this.key}:da-nhan`, returnUrl);
    this.saveUrl = saveUrl;
    this.tell = { onChange, onReceipt, onRefused };
    this.waiting = new Map(readList(this.key)); // position → [choice, writer it was made under, seq sent with, text if any]
    this.isKept = true; // does this device hold all that waits?
    this.isSending = false;
    this.failures = 0;
    this.timer = null;
    this.ticket = null;
    addEventListener("online", () => this.sendNow());
    addEventListener("pagehide", () => this.sendNow());
    // A sleeping phone stops the page's clock; awake again it asks how much time is left.
    document.addEventListener("visibilitychange", () => (document.hidden ? this.sendNow() : this.ping()));
    addEventListener("pageshow", (event) => event.persisted && this.ping());
  }

  /* A tab took the paper up. Changes that waited in an older tab go out again, unless the server
     already holds something newer for that position. */
  begin(taken) {
    this.ticket = taken.ticket;
    this.writer = taken.writer;
    // After a restore the server may give a tab's numbers once more.
    this.seq = Math.max(taken.first_seq, this.seq || 0, this.receipts.newestSeq() + 1);
    this.receipts.begin(taken.copy);
    for (const [position, [, madeUnder]] of this.waiting) {
      const stored = taken.answers[position];
      if (stored && Math.floor(stored[1] / SEQ_PER_TAB) > madeUnder) this.waiting.delete(position);
      else this.waiting.get(position)[2] = this.seq++;
    }
    this._keep();
    this.sendNow();
  }

  goOn(taken) {
    this.isStopped = false;
    this.begin(taken);
  }

  put(position, answer) {
    const text = textOf(answer);
    this.waiting.set(position, [choiceOf(answer), this.writer, this.seq++, ...(text ? [text] : [])]);
    this._keep();
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
    this._send({ evenIfEmpty: this.failures > 0 });
  }

  /* Ask how much time is left, and whether this tab may still save. */
  ping() {
    clearTimeout(this.timer);
    return this._send({ evenIfEmpty: true });
  }

  /* The same, once what is under way has come back. */
  async ask() {
    while (this.isSending && !this.isStopped) await pause(50);
    return this.ping();
  }

  /* Wait until nothing waits, at most so long; return whether all is on the server. */
  async flush(longestMs) {
    const until = performance.now() + longestMs;
    while (this.size && !this.isStopped && performance.now() < until) {
      this.sendNow();
      await pause(150);
    }
    return this.size === 0;
  }

  /* Hand the paper in, once nothing waits any more. */
  async handIn() {
    const outcome = await this._post({ ticket: this.ticket, changes: [], submit: true });
    if (outcome !== null && outcome.code === "submitted") this.receipts.addHandIn(outcome);
    return outcome;
  }

  async _send({ evenIfEmpty = false } = {}) {
    if (this.isSending || this.isStopped || !this.ticket || (!this.size && !evenIfEmpty)) return;
    this.isSending = true;
    this.tell.onChange();
    const sent = this._changes();
    const outcome = await this._post({ ticket: this.ticket, changes: sent });
    this.isSending = false;
    this.isServerBusy = outcome !== null && outcome.status !== 200;
    if (outcome === null || outcome.status >= 500 || outcome.status === 429) this._retryLater();
    else this._settle(sent, outcome);
    this.tell.onChange();
  }

  /* As many as one request carries: their number and, of long texts, their length are limited. */
  _changes() {
    const all = [...this.waiting].map(([position, [choice, , seq, ...text]]) => [position, choice, seq, ...text]);
    const written = all.filter((change) => change.length > 3);
    const kept = new Set(written.slice(0, MOST_TEXTS));
    return all.filter((change) => change.length === 3 || kept.has(change)).slice(0, 200);
  }

  async _post(data) {
    const abort = typeof AbortController === "function" ? new AbortController() : null;
    let timer = null;
    const tooLong = new Promise((_resolve, reject) => {
      timer = setTimeout(() => {
        reject(new Error("timeout"));
        if (abort) abort.abort();
      }, TIMEOUT_MS);
    });
    try {
      const asked = fetch(this.saveUrl, {
        method: "POST",
        // Chrome before 81 sends no other type with `keepalive`; the server reads JSON whatever it is called.
        headers: { "Content-Type": "text/plain;charset=UTF-8" },
        credentials: "same-origin", // older browsers send no cookies otherwise
        body: JSON.stringify(data),
        keepalive: true,
        signal: abort ? abort.signal : undefined,
      });
      const response = await Promise.race([asked, tooLong]);
      return Object.assign({ status: response.status }, await Promise.race([response.json(), tooLong]));
    } catch (error) {
      return null; // no network, or not our server's answer: try again
    } finally {
      clearTimeout(timer);
    }
  }

  _settle(sent, outcome) {
    this.failures = 0;
    if (outcome.status === 200) {
      const stored = sent.filter(([position, , seq]) => this.isWaiting(position) && this.waiting.get(position)[2] === seq);
      for (const [position] of stored) this.waiting.delete(position);
      this._keep();
      this.receipts.add(sent, outcome);
      this.tell.onReceipt(outcome, stored.map(([position]) => position));
      if (this.size) this.timer = setTimeout(() => this._send(), 0);
      return;
    }
    this.stop();
    const late = outcome.status === 410 ? sent.map(([position]) => position) : [];
    if (outcome.status === 410) {
      this.waiting.clear();
      this._keep();
    }
    this.tell.onRefused(outcome, late);
  }

  _retryLater() {
    this.failures += 1;
    const ceiling = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (this.failures - 1));
    this.timer = setTimeout(() => this._send({ evenIfEmpty: true }), ceiling * (0.5 + Math.random() / 2));
  }

  _keep() {
    if (this.size) {
      this.isKept = keep(this.key, JSON.stringify([...this.waiting]));
    } else {
      this.isKept = true;
      forget(this.key);
    }
  }
}

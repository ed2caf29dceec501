/* Keeps what the server acknowledged, signed by it, for a day beyond the end of the paper. Should
   the server come back from an older backup, this device brings it all back. */

import { forget, keep, readKept } from "./device.js";

const HAND_IN = -1; // as in contests/delivery/receipts.py
const KEPT_MS = 24 * 60 * 60 * 1000;
const TIMEOUT_MS = 15000;
const KEY = /^bai-thi:[^:]+:da-nhan$/;

export class Receipts {
  constructor(key, url) {
    this.key = key;
    const kept = readKeptJson(key);
    this.url = url || kept.url;
    this.copy = kept.copy || "";
    this.of = new Map(kept.of || []); // position → [choice, seq, moment, epoch, receipt, text if any]
    this.told = kept.told || 0; // the epoch to which all is brought back
    this.at = kept.at || 0;
  }

  begin(copy) {
    if (copy) this.copy = copy;
    this._keep();
  }

  /* Note an acknowledgement; a server of the version before signs none. */
  add(sent, { receipts, at, epoch }) {
    if (!receipts) return;
    sent.forEach(([position, choice, seq, ...text], n) => {
      const known = this.of.get(position);
      if (!known || known[1] < seq) this.of.set(position, [choice, seq, at, epoch, receipts[n], ...text]);
    });
    this._keep();
  }

  addHandIn({ receipts, at, epoch }) {
    if (!receipts) return;
    this.of.set(HAND_IN, [0, 0, at, epoch, receipts[0]]);
    this._keep();
  }

  /* The server knows less than it once acknowledged, or a paper as open that was handed in. */
  isAhead(answers) {
    if (this.of.has(HAND_IN)) return true;
    return [...this.of].some(([position, [, seq]]) => seq > (answers[position] ? answers[position][1] : 0));
  }

  newestSeq() {
    return [...this.of].reduce((newest, [, [, seq]]) => Math.max(newest, seq), 0);
  }

  isOld() {
    return Date.now() - this.at > KEPT_MS;
  }

  isFrom(epoch) {
    return this.told === epoch || [...this.of].every(([, one]) => one[3] === epoch);
  }

  /* Bring all back; return what the server says of it, or null if nothing came through. */
  async bringBack(ticket) {
    const receipts = [...this.of].map(([position, one]) => [position, ...one]);
    const told = await ask(this.url, {
      method: "POST",
      headers: { "Content-Type": "text/plain;charset=UTF-8" },
      body: JSON.stringify({ copy: this.copy, receipts, ticket: ticket || "" }),
    });
    if (told && told.status === 200) this._note(told);
    return told;
  }

  _note({ state, epoch }) {
    if (state === "open") this.of.delete(HAND_IN); // the person went on after it
    if (state !== "waiting") this.told = epoch;
    this._keep();
  }

  _keep() {
    this.at = Date.now();
    const { url, copy, told, at } = this;
    keep(this.key, JSON.stringify({ url, copy, told, at, of: [...this.of] }));
  }
}

/* All papers of which this device still holds receipts. */
export function keptPapers() {
  const keys = [];
  try {
    for (let n = 0; n < localStorage.length; n++) keys.push(localStorage.key(n));
  } catch (error) {
    return [];
  }
  const kept = keys.filter((key) => KEY.test(key)).map((key) => new Receipts(key));
  for (const one of kept) if (one.isOld()) forget(one.key);
  return kept.filter((one) => !one.isOld() && one.of.size && one.url);
}

/* Return the answer with its status; null if none came that can be read. */
export async function ask(url, options) {
  const tooLong = new Promise((resolve) => setTimeout(() => resolve(null), TIMEOUT_MS));
  const asked = fetch(url, Object.assign({ credentials: "same-origin" }, options))
    .then((response) => response.json().then((told) => Object.assign({ status: response.status }, told)))
    .catch(() => null);
  const told = await Promise.race([asked, tooLong]);
  return told && told.status < 500 ? told : null;
}

function readKeptJson(key) {
  try {
    return JSON.parse(readKept(key) || "{}") || {};
  } catch (error) {
    return {};
  }
}

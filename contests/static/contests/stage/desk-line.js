/* A desk's line to the server: it asks for the state, and sends what happened until it is answered. */

const EVERY_MS = 1000;
const AGAIN_MS = 1500;
const PATIENCE_MS = 8000;

const csrf = () => document.querySelector("[name=csrfmiddlewaretoken]").value;

/* No randomUUID: over plain http in a hall it does not exist. */
export function newToken() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("");
}

async function patiently(url, options) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE_MS);
  try {
    return await fetch(url, { ...options, signal: stop.signal });
  } finally {
    clearTimeout(timer);
  }
}

export class DeskLine {
  constructor(frame, { onFrame, onLink }) {
    this.frame = frame;
    this.onFrame = onFrame;
    this.onLink = onLink;
    this.offset = frame.now - Date.now();
    setInterval(() => this.ask(), EVERY_MS);
  }

  now() {
    return Date.now() + this.offset;
  }

  async ask() {
    if (this.isAsking || document.hidden) return;
    this.isAsking = true;
    const { run, v, answers, presses = [], early = [] } = this.frame;
    const sent = answers.count + presses.length + early.length;
    try {
      const answer = await patiently(`trang-thai/?v=${run}.${v}.${sent}`, {});
      if (answer.status === 404) this.onLink("gone");
      else if (answer.ok) this.hear(await answer.json());
      else this.onLink("lost");
    } catch {
      this.onLink("lost");
    } finally {
      this.isAsking = false;
    }
  }

  hear(frame) {
    this.offset = frame.now - Date.now();
    this.onLink("there");
    if (frame.same) return;
    const isOlder = frame.run === this.frame.run && frame.v < this.frame.v;
    if (isOlder || frame.run < this.frame.run) return;
    this.frame = frame;
    this.onFrame(frame);
  }

  /* One try. Null: nobody answered, so the same may be sent again with its token. */
  async post(body) {
    try {
      const answer = await patiently("ghi/", {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": csrf() },
        body: JSON.stringify(body),
      });
      const isJson = (answer.headers.get("Content-Type") || "").includes("json");
      if (!isJson && answer.status >= 500) return null;
      const said = isJson ? await answer.json() : {};
      if (said.frame) this.hear(said.frame);
      this.onLink("there");
      return { status: answer.status, ...said };
    } catch {
      this.onLink("lost");
      return null;
    }
  }

  /* Sends until somebody answers: the server keeps the same token once. */
  async record(kind, payload, more = {}) {
    const { run, v } = this.frame;
    const body = { kind, payload, run, after: v, token: newToken(), ...more };
    for (;;) {
      const said = await this.post(body);
      if (said) return said;
      await new Promise((done) => setTimeout(done, AGAIN_MS));
    }
  }
}

export const settings = () => JSON.parse(document.getElementById("ban-dat").textContent);
export const firstFrame = () => JSON.parse(document.getElementById("ban-trang-thai").textContent);

export function put(parent, tag, text, more = {}) {
  const made = document.createElement(tag);
  if (text) made.textContent = text;
  for (const [name, value] of Object.entries(more)) made.setAttribute(name, value);
  parent.append(made);
  return made;
}

/* "8,50" as people here write it; the server says "8.50". */
export const shown = (points) => (points === null ? "–" : String(points).replace(".", ","));

/* What was typed as the server reads it, or null. */
export function typed(text) {
  const plain = text.trim().replace(",", ".");
  return /^[-−]?\d{1,5}(\.\d{1,2})?$/.test(plain) ? plain.replace("−", "-") : null;
}

export function minutes(ms) {
  const isOver = ms < 0;
  const all = isOver ? Math.floor(-ms / 1000) : Math.ceil(ms / 1000);
  return `${isOver ? "+" : ""}${Math.floor(all / 60)}:${String(all % 60).padStart(2, "0")}`;
}

export function showLink(state) {
  const place = document.querySelector("[data-link]");
  const words = {
    there: "Đang nối với máy chủ",
    lost: "Mất mạng: đang nối lại",
    gone: "Thiết bị này không còn ghế. Hãy hỏi ban tổ chức",
  };
  if (place.textContent !== words[state]) place.textContent = words[state];
  place.dataset.state = state;
}

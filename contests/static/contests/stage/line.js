// The line to the server: frames by socket, else by asking; posts that are sent again until answered.
// A hall has plain http and old phones: nothing here needs a secure context.

import { reconnectIn } from "../../reconnect.js";

const SILENCE_MS = 6000;
const ASK_EVERY_MS = 2000;
const AGAIN_MS = 700;
const PATIENCE_MS = 4000;
const EXCHANGES = 5;
const MEASURE_EVERY_MS = 15000;

const said = document.querySelector("[data-stage]").dataset;
let newest = -1;
let lastHeard = performance.now();
let offset = null; // of the server's clock over this page's; the least delayed frame knows best
let stamp = "";
let socket = null;
let tries = 0;
let isAsking = false;
let tell = () => {};
let tellLink = () => {};

export const serverNow = () => performance.now() + (offset === null ? Date.now() - performance.now() : offset);

function hear(frame) {
  lastHeard = performance.now();
  tries = 0;
  if (typeof frame.now === "number") {
    const found = frame.now - performance.now();
    offset = offset === null ? found : Math.max(offset, found);
  }
  tellLink(true);
  if (frame.gone) { location.reload(); return; }
  if (!("version" in frame) || frame.version <= newest) return;
  newest = frame.version;
  tell(frame);
}

function listen() {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  socket = new WebSocket(scheme + "://" + location.host + said.socket);
  socket.onmessage = (message) => hear(JSON.parse(message.data));
  socket.onclose = () => setTimeout(listen, Math.min(reconnectIn(tries++), 8000));
}

// One request; null if it got no answer in time.
export async function post(body) {
  const limit = new Promise((done) => setTimeout(() => done(null), PATIENCE_MS));
  const ask = fetch(said.post, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(Object.assign({ show: Number(said.show), token: said.token }, body)),
  }).then(async (answer) => ({ status: answer.status, said: await answer.json() }));
  try {
    return await Promise.race([ask, limit]);
  } catch (error) {
    return null;
  }
}

// Sends until the server has kept or refused it: the same thing twice is kept once.
export async function postUntilAnswered(body, isWanted) {
  for (;;) {
    const answer = await post(Object.assign({ stamp }, body));
    if (answer && answer.status !== 503 && answer.status !== 429) { tellLink(true); return answer; }
    tellLink(false);
    if (!isWanted()) return null;
    await new Promise((done) => setTimeout(done, AGAIN_MS));
  }
}

// Each answer brings a stamp, which goes back at once: the time between tells the server the way.
async function measure() {
  for (let n = 0; n <= EXCHANGES; n += 1) {
    const answer = await post({ do: "ping", stamp });
    if (!answer || answer.status !== 200) return;
    stamp = answer.said.stamp;
  }
}

async function askIfSilent() {
  const isSilent = performance.now() - lastHeard > SILENCE_MS;
  const isOpen = socket && socket.readyState === WebSocket.OPEN;
  if (isAsking || document.hidden || (isOpen && !isSilent)) return;
  isAsking = true;
  const answer = await post({ do: "frame" });
  isAsking = false;
  if (answer && answer.status === 200) hear(answer.said);
  else if (answer && answer.status === 403) location.reload();
  else tellLink(false);
}

export function start(show, link, isMeasured) {
  tell = show;
  tellLink = link || tellLink;
  listen();
  setInterval(askIfSilent, ASK_EVERY_MS);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) { lastHeard = 0; askIfSilent(); } });
  if (!isMeasured) return;
  measure();
  setInterval(() => { if (!document.hidden) measure(); }, MEASURE_EVERY_MS);
}

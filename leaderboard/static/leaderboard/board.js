// A board that moves: by socket while it lasts, else by asking every ten seconds.
// The server draws the first state, so everything here only improves a page that works.

import { jitter, reconnectIn } from "../reconnect.js";
import { onPause, paused } from "../site/pause.js";

const SILENCE_MS = 10_000;
const NEWS_EVERY_MS = 15_000;
const OWN_EVERY_MS = 10_000;
const OWN_REST = 20; // times what the answer took: a busy server is asked less often
const OWN_PATIENCE_MS = 30_000;
const OWN_AT_LEAST_EVERY_MS = 120_000;
const MOVE_SHOWN_MS = 8_000;
const LONGEST_TIMER_MS = 2 ** 31 - 20_000; // a browser takes a longer one for none

const board = document.querySelector("[data-board]");
const body = board.querySelector("[data-rows]");
const blank = board.querySelector("[data-blank]");
const still = matchMedia("(prefers-reduced-motion: reduce)");
const words = board.dataset;

let version = Number(words.version);
let etag = "";
let lastHeard = performance.now();
let isAsking = false;
let isFinal = false;
let failures = 0;
let leader = body?.querySelector("tr [data-name]")?.textContent ?? "";
let newsAt = -NEWS_EVERY_MS;
let ownAfter = performance.now() + OWN_EVERY_MS;
let ownRow = null;
let isFrozen = !board.querySelector("[data-frozen]")?.hidden;

const part = (row, name) => row.querySelector(`[data-${name}]`);

function setState(text) {
  if (paused()) return; // "paused" stands there
  board.querySelector("[data-state]").textContent = text;
}

// A result that is final moves no more, so nothing says that the board is live.
function setPace(text) {
  if (isFrozen) setState(words.wordFrozen ?? "");
  else setState(isFinal ? "" : text);
}

function setResult(result) {
  if (!result) return;
  isFinal = result.state === "official" || result.state === "corrected";
  const isNumbered = result.state !== "corrected" || result.n > 0;
  const name = isNumbered ? result.state : "official";
  const said = words[`word${name[0].toUpperCase()}${name.slice(1)}`];
  const shown = board.querySelector("[data-result]");
  if (!said || !shown) return;
  setText(shown, said.replace("{n}", result.n));
  shown.closest("[hidden]")?.removeAttribute("hidden"); // the page was drawn before the opening
}

function setText(element, text) {
  if (element && element.textContent !== String(text)) element.textContent = text;
}

function fill(row, data) {
  const before = Number(part(row, "place").textContent.replaceAll(".", "")) || 0;
  setText(part(row, "place"), data.place.toLocaleString("vi-VN"));
  setText(part(row, "name"), data.name);
  setText(part(row, "unit"), data.unit);
  setText(part(row, "score"), data.score);
  setText(part(row, "time"), data.time);
  fillGap(row, data.gap);
  const isOwn = String(data.id) === words.ownId;
  row.classList.toggle("own", isOwn);
  row.classList.toggle("top", data.place <= 3 && !data.is_below && !data.is_prizeless);
  part(row, "own").hidden = !isOwn;
  part(row, "below").hidden = !data.is_below;
  part(row, "prizeless").hidden = !data.is_prizeless;
  fillReason(row, data.why);
  if (before && before !== data.place) showMove(row, before - data.place);
}

// How far off the prediction was, once its true value is known.
function fillGap(row, gap) {
  const shown = part(row, "gap");
  if (!shown || gap === undefined) return;
  shown.hidden = gap === null;
  if (gap !== null) setText(shown, words.wordGap.replace("{n}", gap.toLocaleString("vi-VN")));
}

function fillReason(row, why) {
  const details = part(row, "why");
  if (!details) return;
  details.hidden = !why;
  if (typeof why === "string") setText(part(row, "reason"), why);
  else if (details.open) askSoon(0, { isWished: paused() }); // the frame only says that there is a reason
  else setText(part(row, "reason"), "");
}

function showMove(row, up) {
  const mark = part(row, "move");
  mark.textContent = `${up > 0 ? "▲" : "▼"} ${Math.abs(up)}`;
  mark.classList.toggle("down", up < 0);
  clearTimeout(mark.timer);
  mark.timer = setTimeout(() => { mark.textContent = ""; }, MOVE_SHOWN_MS);
}

function newRow(id) {
  const row = blank.content.querySelector("tr").cloneNode(true);
  row.dataset.id = id;
  return row;
}

// FLIP: note where rows are, put them in order, glide from the old place to the new.
function draw(rows, { mayBeEmpty }) {
  const limited = rows.slice(0, Number(words.limit));
  const wanted = withOwn(limited);
  const present = new Map([...body.children].map((row) => [row.dataset.id, row]));
  const tops = new Map([...present].map(([id, row]) => [id, row.getBoundingClientRect().top]));
  const ordered = wanted.map((data) => {
    const row = present.get(String(data.id)) ?? newRow(data.id);
    fill(row, data);
    return row;
  });
  const focused = document.activeElement;
  body.replaceChildren(...ordered);
  if (body.contains(focused)) focused.focus({ preventScroll: true });
  if (!still.matches && !document.hidden) ordered.forEach((row) => glide(row, tops.get(row.dataset.id)));
  board.querySelector("[data-table]").hidden = rows.length === 0;
  board.querySelector("[data-empty]")?.toggleAttribute("hidden", mayBeEmpty || rows.length > 0);
}

function withOwn(rows) {
  if (!words.ownId || rows.some((data) => String(data.id) === words.ownId)) return rows;
  ownRow ??= ownFromPage();
  return ownRow ? [...rows, ownRow] : rows;
}

function ownFromPage() {
  const row = body.querySelector("tr.own");
  if (!row) return null;
  const text = (name) => part(row, name)?.textContent ?? "";
  const place = Number(text("place").replaceAll(".", ""));
  return { id: words.ownId, place, name: text("name"), unit: text("unit"), score: text("score"), time: text("time"), why: "", is_below: !part(row, "below")?.hidden, is_prizeless: !part(row, "prizeless")?.hidden };
}

function glide(row, from) {
  const to = row.getBoundingClientRect().top;
  if (from === undefined) {
    row.animate([{ opacity: 0 }, { opacity: 1 }], { duration: 500 });
  } else if (from !== to) {
    const start = { transform: `translateY(${from - to}px)` };
    row.animate([start, { transform: "none" }], { duration: 700, easing: "ease-in-out" });
  }
}

function tellNews(text) {
  const now = performance.now();
  if (!text || now - newsAt < NEWS_EVERY_MS) return;
  newsAt = now;
  board.querySelector("[data-news]").textContent = text;
}

function show(snapshot) {
  version = snapshot.version;
  setResult(snapshot.result);
  for (const [name, value] of Object.entries(snapshot.totals)) {
    if (name === "perfect" && snapshot.is_hidden) continue;
    setText(board.querySelector(`[data-total="${name}"]`), value?.toLocaleString("vi-VN") ?? "–");
  }
  // What an open round asks people to predict is withheld until it has closed.
  const withheld = snapshot.withheld ?? [];
  board.querySelector("[data-predicted]")?.toggleAttribute("hidden", withheld.length === 0);
  freeze(snapshot);
  if (snapshot.is_hidden) return; // rows shown before are left as they stood
  uncover();
  draw(snapshot.rows, { mayBeEmpty: withheld.includes("people") });
  const first = snapshot.rows[0]?.name ?? "";
  if (first && first !== leader) {
    leader = first;
    tellNews(words.wordFirst.replace("{name}", first));
  }
  askOwnPlace();
}

// In the last minutes of a round places stand still, the viewer's own as well.
function freeze({ is_frozen: isNow = false, revealed = 0 }) {
  isFrozen = isNow;
  board.querySelector("[data-frozen]")?.toggleAttribute("hidden", !isNow);
  board.querySelector("[data-frozen-still]")?.toggleAttribute("hidden", revealed > 0);
  board.querySelector("[data-frozen-revealing]")?.toggleAttribute("hidden", revealed === 0);
  if (!isNow) return;
  board.querySelector("[data-pager]")?.setAttribute("hidden", "");
  words.own = words.ownId = "";
  ownRow = null;
  setState(words.wordFrozen ?? "");
}

// A page loaded while places were withheld has everything but the rows.
function uncover() {
  board.querySelector("[data-withheld]")?.remove();
  for (const name of ["perfect", "pager"]) board.querySelector(`[data-${name}]`)?.removeAttribute("hidden");
}

async function askOwnPlace() {
  if (!words.own || document.hidden || performance.now() < ownAfter) return;
  ownAfter = Infinity;
  await new Promise((done) => setTimeout(done, jitter(5000)));
  const asked = performance.now();
  try {
    const signal = AbortSignal.timeout(OWN_PATIENCE_MS);
    const answer = await fetch(words.own, { headers: { Accept: "application/json" }, signal });
    const { row } = answer.ok ? await answer.json() : {};
    if (!row) return;
    if (ownRow && ownRow.place !== row.place) tellNews(words.wordOwn.replace("{place}", row.place));
    ownRow = row;
    const shown = body.querySelector("tr.own") ?? body.appendChild(newRow(row.id));
    fill(shown, { ...row, why: shown.querySelector("[data-reason]")?.textContent ?? "" });
  } catch { /* the next change asks again */ } finally {
    const now = performance.now();
    const rest = Math.min(OWN_REST * (now - asked), OWN_AT_LEAST_EVERY_MS);
    ownAfter = now + Math.max(OWN_EVERY_MS, rest);
  }
}

async function ask({ isWished = false } = {}) {
  if (isAsking || (paused() && !isWished)) return;
  isAsking = true;
  try {
    const answer = await fetch(words.snapshot, { cache: "no-store", headers: etag ? { "If-None-Match": etag } : {} });
    if (answer.status === 200) {
      etag = answer.headers.get("ETag") ?? "";
      const snapshot = await answer.json();
      if (snapshot.version >= version && (isWished || !paused())) show(snapshot);
    } else if (answer.status !== 304) {
      throw new Error(String(answer.status));
    }
    failures = 0;
    if (!isLive()) setPace(words.wordPoll);
  } catch {
    failures += 1;
    setState(words.wordOffline);
  } finally {
    isAsking = false;
    lastHeard = performance.now();
  }
}

let asking = 0;
function askSoon(within, options = {}) {
  clearTimeout(asking);
  asking = setTimeout(() => ask(options), jitter(within));
}

let socket = null;
let tries = 0;
const isLive = () => socket?.readyState === WebSocket.OPEN;

function listen() {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  socket = new WebSocket(`${scheme}://${location.host}${words.socket}`);
  socket.onmessage = ({ data }) => hear(JSON.parse(data));
  socket.onclose = () => {
    setTimeout(listen, reconnectIn(tries++));
  };
}

function hear(frame) {
  lastHeard = performance.now();
  tries = 0;
  if (paused()) return; // going on asks for the newest
  const missed = frame.version > version + (frame.rows ? 1 : 0);
  if (frame.rows && frame.version > version) show(frame); // a frame is the whole board
  setPace(words.wordLive);
  if (missed) askSoon(2000);
}

// Everybody heard the last word at the same moment, but not everybody asks at the same.
let patience = newPatience();
function newPatience() {
  return (SILENCE_MS - jitter(SILENCE_MS * 0.4)) * 2 ** Math.min(failures, 3);
}

function askIfSilent() {
  if (performance.now() - lastHeard < patience || document.hidden || paused()) return;
  ask().then(() => { patience = newPatience(); });
}

// Frames that came meanwhile were dropped, so going on asks for the newest state.
function pauseOrGoOn(isPaused) {
  const at = new Date().toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" });
  if (isPaused) board.querySelector("[data-state]").textContent = (words.wordPaused ?? "").replace("{at}", at);
  if (isPaused) return;
  setPace(isLive() ? words.wordLive : words.wordPoll);
  etag = "";
  askSoon(0);
}

function startClock() {
  const clock = document.querySelector("[data-clock]");
  if (!clock) return;
  const tick = () => setText(clock, new Date().toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Ho_Chi_Minh" }));
  tick();
  setInterval(tick, 5000);
}

// A hall's screen that was opened during a round stops inviting people when nobody can enter.
function reloadAtTheEnd() {
  const left = Number(words.endsIn ?? 0);
  if (left > 0 && left < LONGEST_TIMER_MS) setTimeout(() => paused() || location.reload(), left + jitter(10_000));
}

startClock();
reloadAtTheEnd();
if (body && words.live) {
  body.addEventListener("toggle", (event) => {
    const reason = event.target.querySelector("[data-reason]");
    if (event.target.open && !reason.textContent) { etag = ""; askSoon(0, { isWished: true }); }
  }, true);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) askSoon(500); });
  setInterval(askIfSilent, 1000);
  onPause(pauseOrGoOn);
  listen();
}

// The clock of a part or a question, drawn from the server's time: a page opened late agrees.

import { serverNow } from "./line.js";

const ENDING_MS = 10000;

let clock = null;
const watchers = [];

export function setClock(now) { clock = now && now.total ? now : null; tick(); }

export function leftMs() {
  if (!clock) return null;
  return clock.running ? clock.ends - serverNow() : clock.left;
}

export function digits(left) {
  const isOver = left < 0;
  const seconds = isOver ? Math.floor(-left / 1000) : Math.ceil(left / 1000);
  const text = Math.floor(seconds / 60) + ":" + String(seconds % 60).padStart(2, "0");
  return isOver ? "+" + text : text;
}

export const onTick = (watcher) => { watchers.push(watcher); };

function tick() {
  const left = leftMs();
  const total = clock ? clock.total : 1;
  const state = {
    left,
    text: left === null ? "" : digits(left),
    isOver: left !== null && left < 0,
    isEnding: left !== null && clock.running && left >= 0 && left <= ENDING_MS,
    isRunning: Boolean(clock && clock.running),
    share: left === null ? 0 : Math.max(0, Math.min(1, left / total)),
  };
  watchers.forEach((watcher) => watcher(state));
}

setInterval(tick, 200);

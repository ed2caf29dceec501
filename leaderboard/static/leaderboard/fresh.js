// A screen in a hall asks for its own page every ten seconds and shows what is new.
import { jitter } from "../reconnect.js";
import { onPause, paused } from "../site/pause.js";

const EVERY_MS = 10_000;
const shown = document.querySelector("[data-fresh]");

async function refresh() {
  if (paused()) return;
  const answer = await fetch(location.href, { signal: AbortSignal.timeout(EVERY_MS) }).catch(() => null);
  if (answer?.ok && !document.hidden && !paused()) {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-fresh]");
    if (fresh && fresh.innerHTML !== shown.innerHTML) shown.replaceChildren(...fresh.childNodes);
  }
  wait(EVERY_MS + jitter(1000));
}

let waiting = 0;
function wait(ms) {
  clearTimeout(waiting);
  waiting = setTimeout(refresh, ms);
}

wait(EVERY_MS);
onPause((isPaused) => { if (!isPaused) wait(0); });

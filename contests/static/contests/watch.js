// Fetches the figures of a page every five seconds while it is looked at. A server that does not
// answer is the first thing to know, so the page says when its figures are old.
import { onPause, paused } from "../site/pause.js";

const figures = document.getElementById("so-lieu");
const lost = document.getElementById("mat-lien-lac");
const announcement = document.getElementById("loi-bao");

async function refresh() {
  if (document.hidden || paused()) return;
  const answer = await fetch(figures.dataset.url, { signal: AbortSignal.timeout(10000) }).catch(() => null);
  const isFresh = Boolean(answer?.ok && !answer.redirected);
  lost.hidden = isFresh;
  if (!isFresh || paused()) return;
  renew(await answer.text());
  announce();
}

// Tables that are open stay open, and the focus stays where it was.
function renew(html) {
  const opened = [...figures.querySelectorAll("details[open]")].map(({ id }) => id);
  const focused = figures.contains(document.activeElement) ? document.activeElement.id : "";
  figures.innerHTML = html;
  for (const id of opened) document.getElementById(id)?.setAttribute("open", "");
  if (focused) document.getElementById(focused)?.focus();
}

// Read aloud only when the sentence has changed.
function announce() {
  const said = figures.querySelector("[data-loi-bao]")?.textContent ?? "";
  if (announcement && announcement.textContent !== said) announcement.textContent = said;
}

announce();
document.getElementById("nhip").hidden = false;
setInterval(refresh, 5000);
onPause(refresh);
document.addEventListener("visibilitychange", refresh);

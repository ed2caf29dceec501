// How far the last ranking is, every few seconds while the page is looked at; the finished page in
// its place when the result is final.

const EVERY_MS = 3_000;
const PATIENCE_MS = 10_000;

const progress = document.querySelector("[data-progress]");
const lost = document.querySelector("[data-lost]");

async function look() {
  if (document.hidden) return;
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const answer = await fetch(location.href, { cache: "no-store", signal }).catch(() => null);
  lost.hidden = Boolean(answer?.ok);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const now = page.querySelector("[data-progress]");
  if (now) progress.replaceChildren(...now.childNodes);
  else location.reload();
}

setInterval(look, EVERY_MS);
document.addEventListener("visibilitychange", look);

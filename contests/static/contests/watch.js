// Fetches the figures of a page every five seconds while it is looked at. A server that does not
// answer is the first thing to know, so the page says when its figures are old.
const figures = document.getElementById("so-lieu");
const lost = document.getElementById("mat-lien-lac");
const announcement = document.getElementById("loi-bao");

async function refresh() {
  if (document.hidden) return;
  const answer = await fetch(figures.dataset.url, { signal: AbortSignal.timeout(10000) }).catch(() => null);
  const isFresh = Boolean(answer?.ok && !answer.redirected);
  lost.hidden = isFresh;
  if (!isFresh) return;
  figures.innerHTML = await answer.text();
  announce();
}

// Read aloud only when the sentence has changed.
function announce() {
  const said = figures.querySelector("[data-loi-bao]")?.textContent ?? "";
  if (announcement && announcement.textContent !== said) announcement.textContent = said;
}

announce();
document.getElementById("nhip").hidden = false;
setInterval(refresh, 5000);
document.addEventListener("visibilitychange", refresh);

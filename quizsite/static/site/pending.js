// A page that waits for the server's work asks for itself every few seconds and shows what is new.
// Each part that waits has an id and data-pending (with an address, if another one tells it); in the
// finished page it has the id alone. If it is in that page no more, the page is opened anew, unless
// somebody is writing in it.

const QUICK_MS = 3_000;
const SLOW_MS = 15_000;
const QUICK_FOR_MS = 60_000;
const GIVES_UP_MS = 20 * 60_000;
const PATIENCE_MS = 10_000;

const began = performance.now();
const lost = document.querySelector("[data-lost]");
const done = document.querySelector("[data-done]");
const again = document.querySelector("[data-again]");
const said = document.querySelector("[data-said]");

const parts = () => [...document.querySelectorAll("[data-pending]")];
const typedIn = "form[method=post] :is(textarea, input:not([type=hidden], [type=checkbox], [type=radio]))";
const isWriting = () => [...document.querySelectorAll(typedIn)].some(({ value }) => value);

async function look() {
  if (document.hidden) return;
  const places = new Set(parts().map(placeOf));
  const pages = new Map(await Promise.all([...places].map(async (url) => [url, await pageAt(url)])));
  lost.hidden = [...pages.values()].every(Boolean);
  for (const part of parts()) {
    const page = pages.get(placeOf(part));
    if (page) renew(part, page.getElementById(part.id));
  }
}

const placeOf = (part) => part.dataset.pending || location.href;

async function pageAt(url) {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const answer = await fetch(url, { cache: "no-store", signal }).catch(() => null);
  return answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
}

function renew(part, now) {
  if (!now) {
    part.removeAttribute("data-pending");
    if (!isWriting()) location.replace(location.pathname + location.search);
    done.hidden = false;
    return;
  }
  if (now.innerHTML !== part.innerHTML) part.replaceChildren(...now.childNodes);
  if ("pending" in now.dataset) return;
  part.removeAttribute("data-pending");
  said.textContent = said.dataset.said;
}

async function lookOn() {
  await look();
  const waited = performance.now() - began;
  if (!parts().length) return;
  if (waited < GIVES_UP_MS) setTimeout(lookOn, waited < QUICK_FOR_MS ? QUICK_MS : SLOW_MS);
  else again.hidden = false;
}

again.hidden = true;
setTimeout(lookOn, QUICK_MS);
document.addEventListener("visibilitychange", look);

// Fetches the figures of a running round every five seconds while the page is looked at.
const figures = document.getElementById("so-lieu");

async function refresh() {
  if (document.hidden) return;
  const answer = await fetch(figures.dataset.url).catch(() => null);
  if (answer?.ok && !answer.redirected) figures.innerHTML = await answer.text();
}

document.getElementById("nhip").hidden = false;
setInterval(refresh, 5000);
document.addEventListener("visibilitychange", refresh);

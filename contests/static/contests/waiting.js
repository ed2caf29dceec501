/* Counts down to the bell, then shows the button: no person has to ask for a page at that moment.
   The server's clock decides; it sends a person who is a breath too early back here. */

const LATER_MS = 300;

function words(ms) {
  const seconds = Math.ceil(ms / 1000);
  const [days, hours, minutes] = [Math.floor(seconds / 86400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60];
  const clock = [hours, minutes, seconds % 60].map((part) => String(part).padStart(2, "0")).join(":");
  return days ? `${days} ngày ${clock}` : clock;
}

export function waitForBell(place, start) {
  const face = place.querySelector("[data-face]");
  const opensAt = performance.now() + Number(place.dataset.ms);
  const ticking = setInterval(() => {
    const left = opensAt - performance.now();
    face.textContent = words(Math.max(0, left));
    if (left + LATER_MS > 0) return;
    clearInterval(ticking);
    place.hidden = true;
    start.hidden = false;
  }, 250);
}

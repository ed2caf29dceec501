// A button that stops what a page renews by itself, and lets it go on. It shows only where a script
// renews something; whoever reads slowly, or is distracted by what moves, has all the time they need.
const button = document.querySelector("[data-pause]");
const hearers = [];
let isPaused = false;

export const paused = () => isPaused;

// `hear(isPaused)` runs at each press.
export function onPause(hear) {
  hearers.push(hear);
}

if (button) {
  const stop = button.textContent;
  button.hidden = false;
  button.addEventListener("click", () => {
    isPaused = !isPaused;
    button.textContent = isPaused ? button.dataset.goOn : stop;
    for (const hear of hearers) hear(isPaused);
  });
}

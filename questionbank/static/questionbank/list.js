// Ticks all questions of this page at once; without this file each is ticked by itself.
const form = document.querySelector("[data-many]");
if (form) {
  const line = form.querySelector("[data-tick-page]");
  const ticks = form.querySelectorAll("input[name=revision]");
  line.hidden = false;
  line.querySelector("input").addEventListener("change", (event) => {
    for (const tick of ticks) tick.checked = event.target.checked;
  });
}

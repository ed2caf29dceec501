// Unfolds the rules of all rounds for the printer, and folds again what was folded.
let opened = [];

addEventListener("beforeprint", () => {
  opened = [...document.querySelectorAll("details.rules:not([open])")];
  for (const rules of opened) rules.open = true;
});

addEventListener("afterprint", () => {
  for (const rules of opened) rules.open = false;
});

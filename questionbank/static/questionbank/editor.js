// Shows as many option rows as are needed; without this file all eight are there.
const form = document.querySelector("[data-editor]");
const rows = [...form.querySelectorAll("[data-option]")];
const add = form.querySelector("[data-add]");
const told = form.querySelector("[data-told]");
const MIN = 2;
const START = 4;

const textOf = (row) => row.querySelector("textarea");
const tickOf = (row) => row.querySelector("input[type=checkbox]");
const filled = rows.findLastIndex((row) => textOf(row).value.trim() || tickOf(row).checked) + 1;
const faulty = rows.findLastIndex((row) => row.querySelector(".field-error")) + 1;
let shown = Math.max(filled, faulty, filled ? MIN : START);

function show() {
  rows.forEach((row, place) => {
    row.hidden = place >= shown;
    row.querySelector("[data-remove]").hidden = shown <= MIN;
  });
  add.hidden = shown >= rows.length;
}

add.addEventListener("click", () => {
  shown += 1;
  show();
  told.textContent = told.dataset.added;
  textOf(rows[shown - 1]).focus();
});

rows.forEach((row, place) => {
  row.querySelector("[data-remove]").addEventListener("click", () => {
    for (let at = place; at < rows.length - 1; at += 1) {
      textOf(rows[at]).value = textOf(rows[at + 1]).value;
      tickOf(rows[at]).checked = tickOf(rows[at + 1]).checked;
    }
    const last = rows[rows.length - 1];
    textOf(last).value = "";
    tickOf(last).checked = false;
    shown -= 1;
    show();
    told.textContent = told.dataset.removed;
    textOf(rows[Math.min(place, shown - 1)]).focus();
  });
});

show();

// Shows as many rows as are needed; without this file all eight are there.
const form = document.querySelector("[data-editor]");
const rows = [...form.querySelectorAll("[data-option]")];
const add = form.querySelector("[data-add]");
const told = form.querySelector("[data-told]");
const least = Number(form.querySelector("[data-least]").dataset.least);
const START = 4;

/* A picture's fields are not the row's own: they move as a whole. */
const fieldsOf = (row) =>
  [...row.querySelectorAll("textarea, input, select")].filter((one) => !one.closest("[data-picture]"));
const said = (field) => (field.type === "checkbox" ? field.checked : field.value.trim() !== "");

const filled = rows.findLastIndex((row) => fieldsOf(row).some(said)) + 1;
const faulty = rows.findLastIndex((row) => row.querySelector(".field-error")) + 1;
let shown = Math.max(filled, faulty, filled ? least : START);

/* A picture moves with its option: its fields are named after the letter of their row. */
const pictureOf = (row) => row.querySelector("[data-picture]");

function movePicturesUp(place) {
  const pictures = rows.map(pictureOf);
  const removed = pictures[place];
  if (!removed) return;
  for (const kept of removed.querySelectorAll("[data-kept]")) kept.remove();
  for (const input of removed.querySelectorAll("input")) input.value = ""; // of a file, of words
  pictures.push(...pictures.splice(place, 1));
  rows.forEach((row, n) => {
    row.insertBefore(pictures[n], row.querySelector(":scope > .under"));
    rename(pictures[n], "ABCDEFGH"[n]);
  });
}

function rename(block, letter) {
  for (const element of block.querySelectorAll("[name], [id], [for]")) {
    for (const name of ["name", "id", "for"]) {
      const value = element.getAttribute(name);
      if (value) element.setAttribute(name, value.replace(/_[A-H](?=_|$)/, `_${letter}`));
    }
  }
  for (const words of block.querySelectorAll("summary, label")) {
    words.textContent = words.textContent.replace(/([Pp]hương án) [A-H]/, `$1 ${letter}`);
  }
}

function show() {
  rows.forEach((row, place) => {
    row.hidden = place >= shown;
    row.querySelector("[data-remove]").hidden = shown <= least;
  });
  add.hidden = shown >= rows.length;
}

function copy(from, to) {
  fieldsOf(to).forEach((field, n) => {
    const source = from ? fieldsOf(from)[n] : null;
    if (field.type === "checkbox") field.checked = Boolean(source && source.checked);
    else field.value = source ? source.value : "";
  });
}

add.addEventListener("click", () => {
  shown += 1;
  show();
  told.textContent = told.dataset.added;
  fieldsOf(rows[shown - 1])[0].focus();
});

rows.forEach((row, place) => {
  row.querySelector("[data-remove]").addEventListener("click", () => {
    for (let at = place; at < rows.length; at += 1) copy(rows[at + 1], rows[at]);
    movePicturesUp(place);
    shown -= 1;
    show();
    told.textContent = told.dataset.removed;
    fieldsOf(rows[Math.min(place, shown - 1)])[0].focus();
  });
});

show();

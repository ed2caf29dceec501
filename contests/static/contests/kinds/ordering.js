/* Items to put in order: rows whose digits are places. No place is given twice: who takes one gives
   the other item the own place. The buttons move an item up and down the page. */

import { rowsOf } from "./rows.js";

const digits = rowsOf(9);
const linesOf = (question) => [...question.querySelectorAll(".lines > .line")];
const listOf = (line) => line.querySelector("select");
const placeOf = (line) => Number(listOf(line).value);
const isPlaced = (lines) => lines.every(placeOf);

function put(line, place) {
  listOf(line).value = place || "";
  listOf(line).dataset.was = place || "";
}

/* Show the items in their order, once each has its place. */
function sort(question) {
  const lines = linesOf(question);
  if (!isPlaced(lines)) return;
  const sorted = [...lines].sort((one, other) => placeOf(one) - placeOf(other));
  if (sorted.every((line, n) => line === lines[n])) return;
  const focused = document.activeElement;
  for (const line of sorted) line.parentNode.appendChild(line);
  if (question.contains(focused)) focused.focus();
}

/* The items without a place get those that are left, from the top. */
function placeAll(lines) {
  const taken = new Set(lines.map(placeOf));
  const left = lines.map((_line, n) => n + 1).filter((place) => !taken.has(place));
  for (const line of lines) if (!placeOf(line)) put(line, left.shift());
}

export const ordering = {
  read: digits.read,
  isWhole: digits.isWhole,

  fill(question, answer) {
    digits.fill(question, answer);
    for (const line of linesOf(question)) put(line, placeOf(line));
    sort(question);
  },

  changed(question, list) {
    const lines = linesOf(question);
    const line = lines.find((one) => listOf(one) === list);
    const other = lines.find((one) => one !== line && placeOf(one) && placeOf(one) === placeOf(line));
    if (other) put(other, Number(list.dataset.was));
    put(line, placeOf(line));
  },

  /* Return what to say aloud. */
  move(question, button) {
    const lines = linesOf(question);
    placeAll(lines);
    const line = button.closest(".line");
    const place = placeOf(line);
    const to = Math.min(Math.max(place + Number(button.dataset.by), 1), lines.length);
    put(lines.find((one) => placeOf(one) === to), place);
    put(line, to);
    sort(question);
    button.focus();
    return `${line.querySelector(".text").textContent}: thứ ${to} trên ${lines.length}.`;
  },
};

/* Counts words (chữ) as the server does (contests/written/words.py). */

const WORD = /[0-9A-Za-z\u00c0-\u024f\u1e00-\u1eff]/;

export function countWords(text) {
  return text.split(/\s+/).filter((part) => WORD.test(part)).length;
}

export function spelt(number) {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ".");
}

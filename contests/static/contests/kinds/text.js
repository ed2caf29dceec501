/* A few words to type. The server tidies them again, and counts as questionbank/question_types/written.py says. */

const MOST_LETTERS = 200;

const inputOf = (question) => question.querySelector(".typed");

export const text = {
  read(question) {
    return tidied(inputOf(question).value);
  },

  fill(question, answer) {
    inputOf(question).value = answer || "";
  },
};

/* Pasted text brings along what nobody sees and the server refuses: control characters, halves of
   letters, marks of no width. Nothing that a person sees goes. */
function tidied(typed) {
  const letters = Array.from(typed.replace(/\s+/g, " ").normalize("NFC")).filter(isSeen);
  return letters.slice(0, MOST_LETTERS).join("").trim();
}

function isSeen(letter) {
  const code = letter.codePointAt(0);
  const isControl = code < 0x20 || (code >= 0x7f && code < 0xa0);
  const isHalf = code >= 0xd800 && code < 0xe000;
  return !(isControl || isHalf || (code >= 0x200b && code <= 0x200f) || code === 0x2060 || code === 0xfeff);
}

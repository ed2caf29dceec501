/* Options to tick: the answer has a bit for each, in the order shown. */

const inputsOf = (question) => [...question.querySelectorAll(".options input")];

export const choice = {
  read(question) {
    const ticked = inputsOf(question).filter((input) => input.checked);
    return ticked.reduce((bits, input) => bits | (1 << input.value), 0);
  },

  fill(question, answer) {
    for (const input of inputsOf(question)) input.checked = Boolean((answer >> input.value) & 1);
  },
};

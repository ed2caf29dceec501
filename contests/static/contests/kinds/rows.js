/* Rows that are answered each for itself: the answer has a digit for each, in the order shown.
   A row is a few radio buttons or one list; 0 is a row left blank. */

const isSaid = (field) => field.value && (field.type !== "radio" || field.checked);
const fieldsOf = (question) => [...question.querySelectorAll("[data-row]")];

export const rowsOf = (base) => ({
  read(question) {
    const said = fieldsOf(question).filter(isSaid);
    return said.reduce((sum, field) => sum + Number(field.value) * base ** field.dataset.row, 0);
  },

  isWhole(question) {
    const rows = new Set(fieldsOf(question).map((field) => field.dataset.row));
    return fieldsOf(question).filter(isSaid).length === rows.size;
  },

  fill(question, answer) {
    for (const field of fieldsOf(question)) {
      const digit = String(Math.floor(answer / base ** field.dataset.row) % base);
      if (field.type === "radio") field.checked = field.value === digit;
      else field.value = digit === "0" ? "" : digit;
    }
  },
});

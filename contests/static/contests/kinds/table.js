/* How the page reads and fills each kind of question; questionbank/question_types has the same
   codecs. `read` returns null while nothing can be made of what stands there. Inputs of the class
   `typed` are read once a person pauses. */

import { choice } from "./choice.js";
import { number } from "./number.js";
import { ordering } from "./ordering.js";
import { rowsOf } from "./rows.js";
import { text } from "./text.js";

const KINDS = {
  choice,
  grid: rowsOf(4),
  matching: rowsOf(9),
  ordering,
  number,
  text,
};

export const kindOf = (question) => KINDS[question.dataset.kind];

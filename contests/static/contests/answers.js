/* An answer of this page is a whole number, 0 for none; in words it is a text, "" for none. The server
   calls an answer in words a 1 with its text (questionbank/question_types/written.py). */

export const choiceOf = (answer) => (typeof answer === "string" ? Number(answer !== "") : answer);
export const textOf = (answer) => (typeof answer === "string" ? answer : "");
export const answerOf = (choice, text) => (choice && text ? text : choice);
export const isSame = (one, other) => one === other || (!one && !other);

/* A number to type, read as questionbank/question_types/number.py reads it; what was understood is
   written beside the field. */

const ZERO = 1073741824;
const MOST = ZERO - 1;
const MOST_DIGITS = 16;
const DOUBTFUL = /^-?[1-9][0-9]{0,2}[.,][0-9]{3}$/;
const SHAPES = [
  ["[0-9]+", ","],
  ["[1-9][0-9]{0,2}(?: [0-9]{3})+", ","],
  ["[1-9][0-9]{0,2}(?:\\.[0-9]{3})+", ","],
  ["[1-9][0-9]{0,2}(?:,[0-9]{3}){2,}", "\\."],
  ["[1-9][0-9]{0,2}(?:,[0-9]{3})+(?=\\.)", "\\."],
  ["[0-9]+", "\\."],
].map(([whole, mark]) => new RegExp(`^(-?)(${whole})(?:${mark}([0-9]+))?$`));

const inputOf = (question) => question.querySelector("input.typed");

export const number = {
  read(question) {
    const decimals = Number(question.dataset.decimals);
    const found = understand(inputOf(question).value, decimals);
    tell(question, found, decimals);
    return found.why ? null : found.answer;
  },

  fill(question, answer) {
    const decimals = Number(question.dataset.decimals);
    inputOf(question).value = answer ? write(answer - ZERO, decimals, ".") : "";
    tell(question, { answer }, decimals);
  },

  /* Some telephones offer no minus among their digits. */
  changeSign(question) {
    const input = inputOf(question);
    const typed = input.value.trim();
    const bare = typed.replace(/^[-−–‑+]\s*/, "");
    input.value = bare === typed || typed[0] === "+" ? `-${bare}` : bare;
    input.focus();
    input.dispatchEvent(new Event("input", { bubbles: true }));
  },
};

/* Return {answer} or {why}; `isDoubtful` where people of another habit read another number. */
export function understand(text, decimals) {
  let said = text.replace(/[−–‑]/g, "-").replace(/\s+/g, " ").trim().replace(/^\+/, "");
  said = said.replace("- ", "-");
  if (!said) return { answer: 0 };
  const found = SHAPES.map((shape) => shape.exec(said)).find(Boolean);
  if (!found) return { why: "number" };
  const rest = (found[3] || "").replace(/0+$/, "");
  if (rest.length > decimals) return { why: "decimals" };
  const digits = found[2].replace(/[^0-9]/g, "").replace(/^0+/, "") + rest.padEnd(decimals, "0");
  if (digits.length > MOST_DIGITS || Number(digits) > MOST) return { why: "range" };
  const size = Number(digits);
  return { answer: ZERO + (found[1] ? -size : size), isDoubtful: decimals > 0 && DOUBTFUL.test(said) };
}

/* "1 500,5" of 15005 with one decimal. */
export function write(scaled, decimals, group = "\u00a0") {
  const digits = String(Math.abs(scaled)).padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals).replace(/\B(?=(?:[0-9]{3})+$)/g, group);
  const rest = digits.slice(digits.length - decimals).replace(/0+$/, "");
  return (scaled < 0 ? "−" : "") + whole + (decimals && rest ? `,${rest}` : "");
}

function tell(question, { answer, why, isDoubtful }, decimals) {
  const { unit } = question.dataset;
  const understood = question.querySelector(".understood");
  const said = answer ? `= ${write(answer - ZERO, decimals)}${unit ? `\u00a0${unit}` : ""}` : "";
  understood.textContent = isDoubtful ? `${said}. ${otherWay(answer - ZERO, decimals)}` : said;
  const fault = question.querySelector(".field-error");
  fault.textContent = why ? `Chưa lưu. ${faultWords(why, decimals)}` : "";
  fault.hidden = !why;
  inputOf(question).setAttribute("aria-invalid", String(Boolean(why)));
  question.classList.toggle("is-unread", Boolean(why));
}

/* One mark before three digits: say how to write the number that another habit means by it. */
function otherWay(scaled, decimals) {
  const value = Math.abs(scaled) / 10 ** decimals;
  const other = value >= 1000 ? value / 1000 : value * 1000;
  const sign = scaled < 0 ? "-" : "";
  return `Nếu bạn muốn ghi số khác, hãy viết ${sign}${String(other).replace(".", ",")}.`;
}

function faultWords(why, decimals) {
  if (why === "range") return "Số này lớn quá. Hãy xem lại số chữ số.";
  if (why === "number") return "Hãy ghi một số, ví dụ 1.500 hoặc 1.500,5. Dấu phẩy ngăn phần thập phân.";
  if (decimals) return `Chỉ nhận nhiều nhất ${decimals} chữ số sau dấu phẩy. Hãy làm tròn.`;
  return "Câu này hỏi số nguyên. Một nghìn rưỡi ghi là 1500 hoặc 1.500.";
}

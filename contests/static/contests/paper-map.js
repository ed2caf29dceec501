/* Which question is shown, and the map of all of them: answered, flagged, saved. */

import { keep } from "./device.js";
import { Sheet } from "./sheet.js";

const byId = (id) => document.getElementById(id);

/* What the page calls the question after the last one, and its cell: prediction or sub-question. */
export const lastName = () => document.querySelector("#cau-0 .order").textContent.toLowerCase();
export const lastCell = () => document.querySelector('.cells [data-position="0"]').textContent;

export class PaperMap {
  constructor(desk) {
    this.desk = desk;
    this.current = 0;
    this.sheet = new Sheet(byId("ban-do"));
    this.cells = [...document.querySelectorAll("#ban-do .cells .cell")];
    this.isWide = matchMedia("(min-width: 992px)");
    this._listen();
  }

  _listen() {
    byId("truoc").addEventListener("click", () => this.back());
    byId("sau").addEventListener("click", () => this.next());
    byId("mo-ban-do").addEventListener("click", () => this.open());
    this.sheet.element.querySelector(".close-map").addEventListener("click", () => this.close());
    this.sheet.element.addEventListener("click", (event) => {
      const cell = event.target.closest("button.cell");
      if (cell) this.goTo(cell.dataset.position);
    });
    // Safari before 14 knows only the older name.
    if (this.isWide.addEventListener) this.isWide.addEventListener("change", () => this.place());
    else this.isWide.addListener(() => this.place());
  }

  /* On wide screens the map stands open beside the question; on phones it is a sheet. */
  place() {
    this.sheet.close();
    if (this.isWide.matches) this.sheet.show();
  }

  open() {
    if (!this.isWide.matches) this.sheet.showModal();
    this.cells[this.current].focus();
  }

  close() {
    if (!this.isWide.matches) this.sheet.close();
  }

  get question() {
    return this.desk.questions[this.current];
  }

  indexOf(position) {
    return this.desk.questions.findIndex((question) => question.dataset.position === String(position));
  }

  goTo(position) {
    this.close();
    this.desk.handIn.close();
    this.show(this.indexOf(position));
  }

  back() {
    if (this.current > 0) this.show(this.current - 1);
  }

  next() {
    if (this.current === this.desk.questions.length - 1) this.desk.handIn.open();
    else this.show(this.current + 1);
  }

  show(index, { focus = true } = {}) {
    const { questions } = this.desk;
    this.current = Math.min(Math.max(index, 0), questions.length - 1);
    questions.forEach((question, n) => setHidden(question, n !== this.current));
    keep(this.desk.placeKey, this.question.dataset.position);
    byId("truoc").disabled = this.current === 0;
    byId("sau").textContent = this.current === questions.length - 1 ? "Nộp bài" : "Sau";
    if (focus) {
      this.question.querySelector("legend").focus({ preventScroll: true });
      scrollTo(0, 0);
    }
    this.draw();
  }

  draw() {
    this.cells.forEach((cell, index) => this._drawOne(cell, this.desk.questions[index], index === this.current));
    const count = this.answeredCount();
    for (const place of document.querySelectorAll(".answered-count")) place.textContent = count;
  }

  /* "3/20"; the prediction is none of the questions. */
  answeredCount() {
    const asked = this.desk.questions.filter((question) => question.dataset.position !== "0");
    const answered = asked.filter((question) => this.desk.isAnswered(question));
    return `${answered.length}/${this.desk.settings.questions}`;
  }

  _drawOne(cell, question, isCurrent) {
    const { position } = question.dataset;
    const isAnswered = this.desk.isAnswered(question);
    const isUnsaved = this.desk.outbox.isWaiting(Number(position));
    const isFlagged = this.desk.isFlagged(question);
    mark(cell, "data-answered", isAnswered);
    mark(cell, "data-unsaved", isUnsaved);
    mark(cell, "data-flagged", isFlagged);
    mark(cell, "aria-current", isCurrent, "true");
    const facts = [
      position === "0" ? `${lastCell()} (${lastName()})` : `Câu ${position}`,
      isAnswered ? "đã trả lời" : "chưa trả lời",
      isUnsaved && "chưa lưu trên máy chủ",
      isFlagged && "xem lại sau",
    ];
    cell.setAttribute("aria-label", facts.filter(Boolean).join(", "));
    const flag = question.querySelector(".flag");
    if (flag) flag.setAttribute("aria-pressed", String(isFlagged));
    this._drawKept(question.querySelector(".kept"), isUnsaved, isAnswered);
  }

  _drawKept(place, isUnsaved, isAnswered) {
    const here = this.desk.outbox.isKept ? ["here", "Đã lưu trên máy này"] : ["nowhere", "Chưa lưu, đang chờ gửi"];
    const server = isAnswered ? ["server", "Đã lưu trên máy chủ"] : ["", ""];
    [place.dataset.kept, place.textContent] = isUnsaved ? here : server;
  }
}

/* The passage that a question rests on stands before it. */
function setHidden(question, isHidden) {
  question.hidden = isHidden;
  const before = question.previousElementSibling;
  if (before && before.classList.contains("passage")) before.hidden = isHidden;
}

function mark(element, name, isSet, value = "") {
  if (isSet) element.setAttribute(name, value);
  else element.removeAttribute(name);
}

/* Handing in: what is missing is named first, and that it is final. */

import { lastCell, lastName } from "./paper-map.js";
import { Sheet } from "./sheet.js";

const byId = (id) => document.getElementById(id);

export class HandIn {
  constructor(desk) {
    this.desk = desk;
    this.sheet = new Sheet(byId("tong-ket"));
    for (const button of document.querySelectorAll(".open-submit")) button.addEventListener("click", () => this.open());
    byId("lam-tiep").addEventListener("click", () => this.close());
    byId("nop").addEventListener("click", () => this._submit());
  }

  open() {
    const { desk } = this;
    if (!desk.isOpen) return;
    desk.typing.takeAll();
    desk.map.close();
    byId("nop-loi").hidden = true;
    byId("tong-ket-dem").textContent = `Bạn đã trả lời ${desk.map.answeredCount()} câu. Thời gian còn ${desk.countdown.words()}.`;
    const place = byId("tong-ket-thieu");
    place.textContent = "";
    place.append(
      ...this._list("Chưa trả lời, bấm vào ô để mở câu", desk.questions.filter((one) => !desk.isAnswered(one))),
      ...this._list("Ghi chưa đúng nên chưa lưu, bấm vào ô để sửa", desk.questions.filter((one) => one.classList.contains("is-unread"))),
      ...this._list("Còn dòng bỏ trống", desk.questions.filter((one) => desk.isAnswered(one) && !desk.isWhole(one))),
      ...this._list("Bạn đã đánh dấu xem lại sau", desk.questions.filter((one) => desk.isFlagged(one))),
    );
    this.sheet.showModal();
  }

  close() {
    this.sheet.close();
  }

  _list(title, questions) {
    if (!questions.length) return [];
    const words = document.createElement("p");
    const hasPrediction = questions.some((one) => one.dataset.position === "0");
    words.textContent = hasPrediction ? `${title} (${lastCell()} là ${lastName()}):` : `${title}:`;
    const list = document.createElement("p");
    list.className = "missing";
    for (const { dataset: { position } } of questions) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "cell";
      button.textContent = position === "0" ? lastCell() : position;
      button.setAttribute("aria-label", position === "0" ? `${lastCell()} (${lastName()})` : `Câu ${position}`);
      button.addEventListener("click", () => this.desk.map.goTo(position));
      list.append(button);
    }
    return [words, list];
  }

  async _submit() {
    const button = byId("nop");
    button.disabled = true;
    const isAllSaved = await this.desk.outbox.flush(6000);
    if (!isAllSaved || !(await this.post())) this._showTrouble();
    button.disabled = false;
  }

  _showTrouble() {
    const { outbox } = this.desk;
    const error = byId("nop-loi");
    const where = outbox.isKept ? "Các câu trả lời vẫn ở trên máy này" : "Đừng đóng trang này: các câu chưa gửi chỉ có ở đây";
    const words = outbox.size ? `${where} và sẽ tự gửi lại.` : "Các câu trả lời đã ở trên máy chủ.";
    error.textContent = `Chưa nộp được vì mất mạng hoặc máy chủ đang bận. ${words} Hãy thử nộp lại sau ít giây.`;
    error.hidden = false;
  }

  /* The token is enough. If the server refuses it (403), or a process of the release before only
     saves, the person's session hands the paper in. */
  async post() {
    const { desk } = this;
    const outcome = await desk.outbox.handIn();
    const { status = 0, code = "" } = outcome || {};
    if (status === 403 || code === "saved") return this._postForm();
    if (status === 401) desk.outbox.ping(); // takes the paper up again
    if (code === "restored" || code === "unknown") return (await desk.broughtBack.begin(outcome)) && this.post();
    if (status === 409) desk.becomeReadOnly();
    if (status !== 200 && status !== 410) return false;
    desk.leave(desk.settings.result_url);
    return true;
  }

  async _postForm() {
    try {
      const response = await this.desk.post(this.desk.settings.submit_url);
      if (!response.ok) return false;
      this.desk.leave(response.url);
      return true;
    } catch (error) {
      return false;
    }
  }
}

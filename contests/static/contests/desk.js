/* The paper page: one question at a time, every choice goes to the server at once. */

import { answerOf, isSame } from "./answers.js";
import { BroughtBack } from "./brought-back.js";
import { Countdown } from "./countdown.js";
import { forget, keep, readKept, readList } from "./device.js";
import { HandIn } from "./hand-in.js";
import { kindOf } from "./kinds/table.js";
import { OtherTabs } from "./other-tabs.js";
import { Outbox } from "./outbox.js";
import { PaperMap, lastName } from "./paper-map.js";
import { fetchAhead } from "./paper-pictures.js";
import { Shortcuts } from "./shortcuts.js";
import { Typing } from "./typing.js";

const TABS_PER_SIGN_IN = 10000; // as in contests/attempts/sign_out.py
const byId = (id) => document.getElementById(id);

export class Desk {
  constructor(settings) {
    this.settings = settings;
    this.form = byId("bai");
    this.questions = [...this.form.querySelectorAll(".question")];
    this.csrf = document.querySelector("#bieu-mau-nop [name=csrfmiddlewaretoken]").value;
    this.placeKey = `bai-thi:${settings.attempt}:cho`;
    this.flagKey = `bai-thi:${settings.attempt}:co`;
    this.answers = new Map(); // position → answer, 0 or "" for none
    this.flags = new Set(readList(this.flagKey));
    this.saidSaved = new Set(); // positions whose first save was read aloud
    this.isOpen = false;
    this.lastSaved = "";
    this.say = (words) => (byId("thong-bao").textContent = words);
    this._makeParts();
  }

  _makeParts() {
    const { attempt, save_url: saveUrl, return_url: returnUrl, socket_path: socketPath } = this.settings;
    this.outbox = new Outbox({
      attempt,
      saveUrl,
      returnUrl,
      onChange: () => this.showSaveState(),
      onReceipt: (receipt, positions) => this._received(receipt, positions),
      onRefused: (outcome, late) => this._refused(outcome, late),
    });
    this.countdown = new Countdown({
      face: byId("con-lai"),
      frame: byId("dong-ho"),
      say: this.say,
      onEnd: () => this._timeIsUp(),
      onDoubt: () => this.outbox.ping(),
    });
    this.others = new OtherTabs({
      attempt,
      socketPath,
      // Ended windows and not a newer tab: the answer to a save says which.
      onNewer: (writer) => (writer % TABS_PER_SIGN_IN ? this.becomeReadOnly() : this.outbox.ping()),
      ask: () => this.outbox.ping(),
    });
    this.map = new PaperMap(this);
    this.handIn = new HandIn(this);
    this.broughtBack = new BroughtBack(this);
    this.shortcuts = new Shortcuts(this);
    this.typing = new Typing(this);
  }

  /* Opening */

  /* A page that answers a start is the first tab already. It has travelled since the server read
     its time, so it asks for the time left at once; another visit gets the paper's own address. */
  open() {
    this._listen();
    this.map.place();
    this.map.draw();
    if (!this.settings.tab) return this._takeUp();
    history.replaceState(null, "", this.settings.paper_url);
    this._begin(this.settings.tab);
    this.outbox.ping();
  }

  async _takeUp() {
    for (let wait = 500; ; wait = Math.min(wait * 2, 8000)) {
      try {
        const response = await this.post(this.settings.take_url);
        if (response.status === 410) return location.replace(this.settings.result_url);
        if (response.redirected || response.status === 403) return location.reload();
        if (response.ok) return this._begin(await response.json());
        if (response.status === 404 && this.outbox.receipts.copy) return this.broughtBack.begin();
      } catch (error) {
        this.showState("offline", "Mất mạng, đang thử mở lại bài…");
      }
      await new Promise((resolve) => setTimeout(resolve, wait * (0.5 + Math.random() / 2)));
    }
  }

  post(url) {
    return fetch(url, { method: "POST", credentials: "same-origin", headers: { "X-CSRFToken": this.csrf } });
  }

  _begin(taken) {
    for (const position of Object.keys(taken.answers)) this.answers.set(Number(position), storedAnswer(taken, position));
    this.outbox.begin(taken);
    for (const [position, [choice, , , text]] of this.outbox.waiting) this.answers.set(position, answerOf(choice, text));
    for (const question of this.questions) this._fill(question);
    this.isOpen = true;
    this._setDisabled(false);
    this.countdown.set(taken.left_ms);
    this.others.begin(taken.writer);
    this.map.show(Math.max(0, this.map.indexOf(readKept(this.placeKey))), { focus: false });
    fetchAhead(this.questions, this.map.current);
    this.showSaveState();
    for (const one of document.querySelectorAll("[data-cannot]")) one.hidden = true;
    if (this.outbox.receipts.isAhead(taken.answers)) this.broughtBack.begin();
  }

  /* The server holds again what this device brought back, and the paper goes on. */
  goOn(taken) {
    for (const position of Object.keys(taken.answers).map(Number)) {
      if (!this.outbox.isWaiting(position)) this.answers.set(position, storedAnswer(taken, position));
    }
    for (const question of this.questions) this._fill(question);
    this.others.goOn(taken.writer);
    this.outbox.goOn(taken);
    this.countdown.set(taken.left_ms);
    this._goOn();
    if (this.countdown.leftMs === 0) this._timeIsUp();
  }

  /* Nothing can be saved before somebody has decided. */
  holdOn(words) {
    this.isOpen = false;
    this._setDisabled(true);
    this.handIn.close();
    this.showState("readonly", words);
  }

  _fill(question) {
    const answer = this.answers.get(Number(question.dataset.position)) || 0;
    if (isPrediction(question)) byId("du-doan").value = answer ? answer - 1 : "";
    else kindOf(question).fill(question, answer);
    markChosen(question);
  }

  _setDisabled(isDisabled) {
    for (const question of this.questions) question.disabled = isDisabled;
  }

  /* Answering */

  _listen() {
    this.form.addEventListener("change", (event) => {
      const question = event.target.closest(".question");
      if (isPrediction(question)) return;
      const { changed } = kindOf(question);
      if (changed) changed(question, event.target);
      this.choose(question);
    });
    const prediction = byId("du-doan");
    if (prediction) prediction.addEventListener("input", () => this._predict(prediction));
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.form.addEventListener("click", (event) => {
      const question = event.target.closest(".question");
      if (event.target.closest(".flag")) this.toggleFlag(question);
      if (event.target.closest(".clear")) {
        kindOf(question).fill(question, 0);
        this.choose(question);
      }
      if (event.target.closest(".sign")) kindOf(question).changeSign(question);
      const mover = event.target.closest(".move");
      if (mover) {
        this.say(kindOf(question).move(question, mover));
        this.choose(question);
      }
    });
    byId("lam-tiep-o-day").addEventListener("click", () => location.reload());
    // Where nothing keeps what waits, closing the page would lose it.
    addEventListener("beforeunload", (event) => {
      if (!this.isOpen || !this.outbox.size || this.outbox.isKept) return;
      event.preventDefault();
      event.returnValue = ""; // eslint-disable-line compat/compat -- for those that ignore preventDefault
    });
  }

  choose(question) {
    this.typing.end(question);
    markChosen(question);
    const answer = kindOf(question).read(question);
    if (answer !== null) this._put(Number(question.dataset.position), answer);
  }

  _predict(input) {
    const text = input.value.replace(/[\s.]/g, "");
    const isNumber = /^\d{0,9}$/.test(text);
    byId("du-doan-loi").hidden = isNumber;
    input.setAttribute("aria-invalid", String(!isNumber));
    if (isNumber) this._put(0, text === "" ? 0 : Number(text) + 1);
  }

  _put(position, answer) {
    if (!this.isOpen || isSame(this.answers.get(position), answer)) return;
    this.answers.set(position, answer);
    this.outbox.put(position, answer);
    this.showSaveState();
  }

  isAnswered(question) {
    return Boolean(this.answers.get(Number(question.dataset.position)));
  }

  /* A question of several rows may be answered in part. */
  isWhole(question) {
    const kind = kindOf(question);
    return !kind || !kind.isWhole || kind.isWhole(question);
  }

  isFlagged(question) {
    return this.flags.has(question.dataset.position);
  }

  toggleFlag(question) {
    const { position } = question.dataset;
    if (!this.flags.delete(position)) this.flags.add(position);
    keep(this.flagKey, JSON.stringify([...this.flags]));
    this.map.draw();
  }

  /* Saying what is saved */

  showState(state, words) {
    const place = byId("trang-thai");
    if (place.dataset.state === state && byId("trang-thai-chu").textContent === words) return;
    const wasOffline = place.dataset.state === "offline";
    place.dataset.state = state;
    byId("trang-thai-chu").textContent = words;
    if (state === "offline" || wasOffline) this.say(words);
  }

  showSaveState() {
    if (!this.isOpen) return;
    this.map.draw();
    if (this.outbox.failures > 0) this.showState("offline", this._troubleWords());
    else if (this.outbox.size) this.showState("sending", "Đang gửi…");
    else this.showState("saved", this.lastSaved ? `Đã lưu trên máy chủ ${this.lastSaved}` : "Mọi câu trả lời sẽ được lưu ngay");
  }

  _troubleWords() {
    const why = this.outbox.isServerBusy ? "Máy chủ đang bận" : "Mất mạng";
    if (!this.outbox.size) return `${why}: đang thử nối lại`;
    if (this.outbox.isKept) return `${why}: đã lưu trên máy này, sẽ tự gửi lại`;
    return `${why}: chưa lưu được, đừng đóng trang này; sẽ tự gửi lại`;
  }

  _received(receipt, positions) {
    const more = this.countdown.set(receipt.left_ms);
    if (receipt.seq) {
      const zone = { timeZone: "Asia/Ho_Chi_Minh", hour12: false };
      this.lastSaved = new Date(receipt.server_at).toLocaleTimeString("vi-VN", zone);
    }
    const first = positions.filter((position) => !this.saidSaved.has(position));
    for (const position of first) this.saidSaved.add(position);
    if (first.length) this.say(`Đã lưu ${namesOf(first)} trên máy chủ.`);
    if (more) this._tellMore(Math.round(more / 60000));
  }

  /* Organisers gave this paper more time: the page says so, and why when it is loaded again. */
  _tellMore(minutes) {
    const words = minutes ? `Ban tổ chức cho bạn thêm ${minutes} phút.` : "Ban tổ chức cho bạn thêm giờ.";
    byId("them-gio").firstElementChild.textContent = `${words} Thời gian còn ${this.countdown.words()}.`;
    byId("them-gio").hidden = false;
    this.say(words);
  }

  /* Ending */

  _close() {
    this.isOpen = false;
    this.outbox.stop();
    this.others.stop();
    this._setDisabled(true);
  }

  becomeReadOnly() {
    if (!this.isOpen) return;
    this._close();
    this.countdown.stop();
    byId("chi-xem").hidden = false;
    this.showState("readonly", "Chỉ xem");
    this.handIn.close();
  }

  /* All windows were ended. Where this browser is still signed in, it takes the paper up again and
     sends what waited; else it says so. */
  async _takeUpAgain(outcome) {
    this.others.pause();
    try {
      const response = await this.post(this.settings.take_url);
      if (response.ok && !response.redirected) {
        const taken = await response.json();
        this.others.goOn(taken.writer);
        return this.outbox.goOn(taken);
      }
    } catch (error) {
      /* The message below has the link that tries again. */
    }
    return this.endHere(outcome, []);
  }

  _refused(outcome, late) {
    if (outcome.code === "superseded") return this.becomeReadOnly();
    if (outcome.code === "signed_out") return this._takeUpAgain(outcome);
    if (outcome.code === "restored" || outcome.code === "unknown") return this.broughtBack.begin(outcome);
    return this.endHere(outcome, late);
  }

  endHere(outcome, late) {
    this._close();
    this.countdown.stop();
    this.showState("offline", outcome.message);
    if (outcome.status !== 410) return showStop(outcome.message, location.href, "Tải lại trang");
    if (!late.length) return location.replace(this.settings.result_url);
    // Answers that came too late are named, and the way on is one link.
    const rest = "Các câu đã lưu trên máy chủ trước đó vẫn được tính.";
    showStop(`${outcome.message} Không được tính: ${namesOf(late)}. ${rest}`, this.settings.result_url, "Xem kết quả");
  }

  /* At the deadline the page asks the person nothing: acknowledged answers count. Answers that still
     wait get their chance within the grace, then the page leaves the paper. It asks the server once
     more for the time left: organisers may have given some since the last acknowledgement. */
  async _timeIsUp() {
    if (!this.isOpen) return;
    this.typing.takeAll();
    this.isOpen = false;
    this._setDisabled(true);
    this.say("Đã hết giờ làm bài. Các câu đã lưu trên máy chủ được tính.");
    this.showState("sending", "Hết giờ, đang nộp bài…");
    await this.outbox.flush(1500);
    while (!this.outbox.isStopped) {
      await this.outbox.ask();
      if (this.countdown.leftMs > 1500) return this._goOn();
      if (this.outbox.isStopped) return;
      if (this.outbox.size === 0 && (await this.handIn.post())) return;
      this.showState("offline", "Hết giờ. Mất mạng: đang thử gửi lại các câu còn chờ…");
      await this.outbox.flush(4000);
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }

  _goOn() {
    this.isOpen = true;
    this._setDisabled(false);
    this.showSaveState();
  }

  leave(address) {
    this.outbox.stop();
    forget(this.placeKey);
    forget(this.flagKey);
    location.replace(address);
  }
}

/* For browsers that cannot ask a row whether its box is ticked. */
function markChosen(question) {
  for (const input of question.querySelectorAll(".option input")) input.parentNode.classList.toggle("is-chosen", input.checked);
}

/* A sub-question answered in words is a question like any other. */
function isPrediction(question) {
  return question.dataset.position === "0" && !question.dataset.kind;
}

function storedAnswer(taken, position) {
  const [choice, , text] = taken.answers[position];
  return answerOf(choice, text);
}

function namesOf(positions) {
  return positions.map((position) => (position === 0 ? lastName() : `câu ${position}`)).join(", ");
}

function showStop(message, href, label) {
  const words = document.createElement("p");
  words.textContent = message;
  const link = document.createElement("a");
  Object.assign(link, { href, className: "btn btn-primary", textContent: label });
  const place = byId("den-muon");
  place.textContent = "";
  place.append(words, link);
  place.hidden = false;
}

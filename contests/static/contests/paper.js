/* The paper page: one question at a time, every choice goes to the server at once. */

import { Countdown } from "./countdown.js";
import { OtherTabs } from "./other-tabs.js";
import { Outbox } from "./outbox.js";

const settings = JSON.parse(document.getElementById("cai-dat").textContent);
const byId = (id) => document.getElementById(id);
const form = byId("bai");
const questions = [...form.querySelectorAll(".question")];
const cells = [...document.querySelectorAll("#ban-do .cells .cell")];
const csrf = document.querySelector("#bieu-mau-nop [name=csrfmiddlewaretoken]").value;
const placeKey = `bai-thi:${settings.attempt}:cho`;
const flagKey = `bai-thi:${settings.attempt}:co`;
const answers = new Map();
const flags = new Set(JSON.parse(read(flagKey) || "[]"));
let current = 0;
let isOpen = false;
let lastSaved = "";

const say = (words) => (byId("thong-bao").textContent = words);
const outbox = new Outbox({
  attempt: settings.attempt,
  saveUrl: settings.save_url,
  onChange: showSaveState,
  onReceipt: received,
  onRefused: refused,
});
const countdown = new Countdown({ face: byId("con-lai"), frame: byId("dong-ho"), say, onEnd: timeIsUp });
const others = new OtherTabs({
  attempt: settings.attempt,
  socketPath: settings.socket_path,
  onNewer: becomeReadOnly,
  ask: () => outbox.ping(),
});

function read(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function keep(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    /* Only convenience is lost. */
  }
}

/* Opening */

async function takeUp() {
  for (let wait = 500; ; wait = Math.min(wait * 2, 8000)) {
    try {
      const response = await fetch(settings.take_url, { method: "POST", headers: { "X-CSRFToken": csrf } });
      if (response.status === 410) return location.replace(settings.result_url);
      if (response.redirected || response.status === 403) return location.reload();
      if (response.ok) return begin(await response.json());
    } catch {
      showState("offline", "Mất mạng, đang thử mở lại bài…");
    }
    await new Promise((resolve) => setTimeout(resolve, wait * (0.5 + Math.random() / 2)));
  }
}

function begin(taken) {
  for (const [position, [choice]] of Object.entries(taken.answers)) answers.set(Number(position), choice);
  outbox.begin(taken);
  for (const [position, [choice]] of outbox.waiting) answers.set(position, choice);
  for (const question of questions) fill(question);
  isOpen = true;
  for (const question of questions) question.disabled = false;
  countdown.set(taken.left_ms);
  others.begin(taken.writer);
  show(Math.max(0, questions.findIndex((q) => q.dataset.position === read(placeKey))), { focus: false });
  showSaveState();
}

function fill(question) {
  const choice = answers.get(Number(question.dataset.position)) || 0;
  if (question.dataset.position === "0") byId("du-doan").value = choice ? choice - 1 : "";
  else for (const input of question.querySelectorAll("input")) input.checked = Boolean((choice >> input.value) & 1);
}

/* Answering */

form.addEventListener("change", (event) => {
  const question = event.target.closest(".question");
  if (question.dataset.position !== "0") choose(question);
});
byId("du-doan")?.addEventListener("input", (event) => predict(event.target));
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("click", (event) => {
  const question = event.target.closest(".question");
  if (event.target.closest(".flag")) toggleFlag(question);
  if (event.target.closest(".clear")) {
    for (const input of question.querySelectorAll("input")) input.checked = false;
    choose(question);
  }
});

function choose(question) {
  const ticked = [...question.querySelectorAll("input:checked")];
  put(Number(question.dataset.position), ticked.reduce((bits, input) => bits | (1 << input.value), 0));
}

function predict(input) {
  const text = input.value.replace(/[\s.]/g, "");
  const isNumber = /^\d{0,9}$/.test(text);
  byId("du-doan-loi").hidden = isNumber;
  input.setAttribute("aria-invalid", String(!isNumber));
  if (isNumber) put(0, text === "" ? 0 : Number(text) + 1);
}

function put(position, choice) {
  if (!isOpen || answers.get(position) === choice) return;
  answers.set(position, choice);
  outbox.put(position, choice);
  showSaveState();
}

function toggleFlag(question) {
  const { position } = question.dataset;
  if (!flags.delete(position)) flags.add(position);
  keep(flagKey, JSON.stringify([...flags]));
  drawMap();
}

/* Moving */

function show(index, { focus = true } = {}) {
  current = Math.min(Math.max(index, 0), questions.length - 1);
  questions.forEach((question, n) => (question.hidden = n !== current));
  keep(placeKey, questions[current].dataset.position);
  byId("truoc").disabled = current === 0;
  const isLast = current === questions.length - 1;
  byId("sau").textContent = isLast ? "Nộp bài" : "Sau";
  if (focus) {
    questions[current].querySelector("legend").focus({ preventScroll: true });
    scrollTo({ top: 0 });
  }
  drawMap();
}

byId("truoc").addEventListener("click", () => show(current - 1));
byId("sau").addEventListener("click", () => (current === questions.length - 1 ? openSummary() : show(current + 1)));

const map = byId("ban-do");
const isWide = matchMedia("(min-width: 992px)");

/* On wide screens the map stands open beside the question; on phones it is a sheet. */
function placeMap() {
  if (map.open) map.close();
  if (isWide.matches) map.show();
}
isWide.addEventListener("change", placeMap);
byId("mo-ban-do").addEventListener("click", () => {
  if (!isWide.matches) map.showModal();
  cells[current].focus();
});
map.querySelector(".close-map").addEventListener("click", () => map.close());
map.addEventListener("click", (event) => {
  const cell = event.target.closest("button.cell");
  if (cell) goTo(cell.dataset.position);
});

function goTo(position) {
  if (!isWide.matches) map.close();
  byId("tong-ket").close();
  show(questions.findIndex((question) => question.dataset.position === String(position)));
}

function drawMap() {
  cells.forEach((cell, index) => {
    const { position } = cell.dataset;
    const isAnswered = Boolean(answers.get(Number(position)));
    const isUnsaved = outbox.isWaiting(Number(position));
    cell.toggleAttribute("data-answered", isAnswered);
    cell.toggleAttribute("data-unsaved", isUnsaved);
    cell.toggleAttribute("data-flagged", flags.has(position));
    if (index === current) cell.setAttribute("aria-current", "true");
    else cell.removeAttribute("aria-current");
    cell.setAttribute(
      "aria-label",
      [
        position === "0" ? "DĐ (câu dự đoán)" : `Câu ${position}`,
        isAnswered ? "đã trả lời" : "chưa trả lời",
        isUnsaved ? "chưa lưu trên máy chủ" : "",
        flags.has(position) ? "xem lại sau" : "",
      ].filter(Boolean).join(", "),
    );
    const question = questions[index];
    question.querySelector(".flag")?.setAttribute("aria-pressed", String(flags.has(position)));
    const kept = question.querySelector(".kept");
    kept.dataset.kept = isUnsaved ? "here" : isAnswered ? "server" : "";
    kept.textContent = isUnsaved ? "Đã lưu trên máy này" : isAnswered ? "Đã lưu trên máy chủ" : "";
  });
  const count = questions.filter((q) => q.dataset.position !== "0" && answers.get(Number(q.dataset.position))).length;
  for (const place of document.querySelectorAll(".answered-count")) place.textContent = `${count}/${settings.questions}`;
  return count;
}

/* Saying what is saved */

function showState(state, words) {
  const place = byId("trang-thai");
  if (place.dataset.state === state && byId("trang-thai-chu").textContent === words) return;
  const wasOffline = place.dataset.state === "offline";
  place.dataset.state = state;
  byId("trang-thai-chu").textContent = words;
  if (state === "offline" || wasOffline) say(words);
}

function showSaveState() {
  if (!isOpen) return;
  drawMap();
  if (outbox.failures > 0) {
    const why = outbox.isServerBusy ? "Máy chủ đang bận" : "Mất mạng";
    showState("offline", `${why}: đã lưu trên máy này, sẽ tự gửi lại`);
  } else if (outbox.size) showState("sending", "Đang gửi…");
  else showState("saved", lastSaved ? `Đã lưu trên máy chủ ${lastSaved}` : "Mọi câu trả lời sẽ được lưu ngay");
}

function received(receipt) {
  countdown.set(receipt.left_ms);
  if (receipt.seq) {
    const zone = { timeZone: "Asia/Ho_Chi_Minh", hour12: false };
    lastSaved = new Date(receipt.server_at).toLocaleTimeString("vi-VN", zone);
  }
}

function close() {
  isOpen = false;
  outbox.stop();
  others.stop();
  for (const question of questions) question.disabled = true;
}

function becomeReadOnly() {
  if (!isOpen) return;
  close();
  countdown.stop();
  byId("chi-xem").hidden = false;
  showState("readonly", "Chỉ xem");
  if (byId("tong-ket").open) byId("tong-ket").close();
}
byId("lam-tiep-o-day").addEventListener("click", () => location.reload());

function refused(outcome, late) {
  if (outcome.code === "superseded") return becomeReadOnly();
  close();
  countdown.stop();
  showState("offline", outcome.message);
  if (outcome.status !== 410) return showStop(outcome.message, location.href, "Tải lại trang");
  if (!late.length) return location.replace(settings.result_url);
  showLate(outcome.message, late);
}

/* Answers that came too late are named, and the way on is one link. */
function showLate(message, late) {
  const names = late.map((position) => (position === 0 ? "câu dự đoán" : `câu ${position}`)).join(", ");
  const rest = "Các câu đã lưu trên máy chủ trước đó vẫn được tính.";
  showStop(`${message} Không được tính: ${names}. ${rest}`, settings.result_url, "Xem kết quả");
}

function showStop(message, href, label) {
  const words = document.createElement("p");
  words.textContent = message;
  const link = document.createElement("a");
  Object.assign(link, { href, className: "btn btn-primary", textContent: label });
  const place = byId("den-muon");
  place.replaceChildren(words, link);
  place.hidden = false;
}

/* Ending */

const summary = byId("tong-ket");

function openSummary() {
  if (!isOpen) return;
  if (map.open && !isWide.matches) map.close();
  byId("nop-loi").hidden = true;
  const count = drawMap();
  byId("tong-ket-dem").textContent = `Bạn đã trả lời ${count}/${settings.questions} câu. Thời gian còn ${countdown.words()}.`;
  const missing = questions.filter((question) => !answers.get(Number(question.dataset.position)));
  byId("tong-ket-thieu").replaceChildren(...(missing.length ? missingList(missing) : []));
  summary.showModal();
}

function missingList(missing) {
  const words = document.createElement("p");
  words.textContent = "Chưa trả lời, bấm vào số để mở câu:";
  const list = document.createElement("p");
  list.className = "missing";
  for (const { dataset: { position } } of missing) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "cell";
    button.textContent = position === "0" ? "DĐ" : position;
    button.setAttribute("aria-label", position === "0" ? "Câu dự đoán" : `Câu ${position}`);
    button.addEventListener("click", () => goTo(position));
    list.append(button);
  }
  return [words, list];
}

for (const button of document.querySelectorAll(".open-submit")) button.addEventListener("click", openSummary);
byId("lam-tiep").addEventListener("click", () => summary.close());
byId("nop").addEventListener("click", submit);

async function submit() {
  const button = byId("nop");
  button.disabled = true;
  const isAllSaved = await outbox.flush(6000);
  if (!isAllSaved || !(await postSubmission())) {
    const error = byId("nop-loi");
    error.textContent = "Chưa nộp được vì mất mạng. Các câu trả lời vẫn ở trên máy này và sẽ tự gửi lại. Hãy thử nộp lại sau ít giây.";
    error.hidden = false;
  }
  button.disabled = false;
}

/* The token is enough. If the server refuses it (403), or a process of the release before only
   saves, the person's session hands the paper in. */
async function postSubmission() {
  const outcome = await outbox.handIn();
  if (outcome?.status === 403 || outcome?.code === "saved") return postForm();
  if (outcome?.status === 409) becomeReadOnly();
  if (outcome?.status !== 200 && outcome?.status !== 410) return false;
  forget();
  location.replace(settings.result_url);
  return true;
}

async function postForm() {
  try {
    const response = await fetch(settings.submit_url, { method: "POST", headers: { "X-CSRFToken": csrf } });
    if (!response.ok) return false;
    forget();
    location.replace(response.url);
    return true;
  } catch {
    return false;
  }
}

function forget() {
  outbox.stop();
  try {
    localStorage.removeItem(placeKey);
    localStorage.removeItem(flagKey);
  } catch {
    /* Nothing to forget then. */
  }
}

/* At the deadline the page asks the person nothing: acknowledged answers count. Answers that still
   wait get their chance within the grace, then the page leaves the paper. */
async function timeIsUp() {
  isOpen = false;
  for (const question of questions) question.disabled = true;
  say("Đã hết giờ làm bài. Các câu đã lưu trên máy chủ được tính.");
  showState("sending", "Hết giờ, đang nộp bài…");
  await outbox.flush(1500);
  while (!outbox.isStopped) {
    if (outbox.size === 0 && (await postSubmission())) return;
    showState("offline", "Hết giờ. Mất mạng: đang thử gửi lại các câu còn trên máy này…");
    await outbox.flush(4000);
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

/* A page that answers a start is the first tab already. It has travelled since the server read
   its time, so it asks for the time left at once; another visit gets the paper's own address. */
function openFirst() {
  history.replaceState(null, "", settings.paper_url);
  begin(settings.tab);
  outbox.ping();
}

placeMap();
drawMap();
if (settings.tab) openFirst();
else takeUp();

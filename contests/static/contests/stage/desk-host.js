/* The host's desk. A presenter's remote sends PageDown (the next step) and PageUp (undo). */

import { DeskLine, firstFrame, minutes, put, settings, showLink } from "./desk-line.js";
import { drawClock, drawEvents, drawMarks, drawNow, drawScores, say } from "./desk-parts.js";

const { teams, parts } = settings();
const byName = (name) => document.querySelector(`[data-${name}]`);
const line = new DeskLine(firstFrame(), { onFrame: draw, onLink: showLink });
let isBusy = false;

async function record(kind, payload) {
  if (isBusy) return;
  isBusy = true;
  document.body.classList.add("busy");
  try {
    const said = await line.record(kind, payload);
    say(said.code === "recorded" ? "" : said.message || "Chưa ghi được. Hãy tải lại trang.", true);
    if (said.code !== "recorded") line.ask();
  } finally {
    isBusy = false;
    document.body.classList.remove("busy");
  }
}

const next = () => {
  const step = line.frame.steps[0];
  if (step) record(step.kind, step.payload);
};
const undo = () => {
  const last = line.frame.undo;
  if (last) record("undone", { sequence: last.sequence });
};

function drawSteps(frame) {
  const main = byName("main-step");
  const [first, ...others] = frame.steps;
  main.hidden = !first;
  if (first) main.replaceChildren(first.label);
  byName("hint").textContent = first?.hint ?? "";
  const list = byName("steps");
  list.replaceChildren();
  for (const step of others) {
    const button = put(put(list, "li"), "button", step.label, { type: "button", class: "btn btn-outline-primary" });
    button.addEventListener("click", () => record(step.kind, step.payload));
  }
  const back = byName("undo");
  back.disabled = !frame.undo;
  back.textContent = frame.undo ? `Hoàn tác: ${frame.undo.label}` : "Chưa có gì để hoàn tác";
}

function drawQuestion(frame) {
  const place = byName("question");
  place.hidden = !frame.question;
  if (!frame.question) return;
  const { stem, options, key, n } = frame.question;
  byName("stem").textContent = stem || `Câu ${n}: đọc từ giấy`;
  const list = byName("options");
  list.replaceChildren();
  options.forEach((text, at) => put(list, "li", text, at === frame.question.right ? { class: "right" } : {}));
  byName("key").textContent = key ? `Đáp án: ${key}` : "";
  byName("answers").textContent = frame.answers.open ? `Đang nhận câu trả lời: ${frame.answers.count}` : "";
  const buzzes = byName("buzzes");
  buzzes.replaceChildren();
  for (const one of frame.buzz) {
    const how = one.right === null ? "đang trả lời" : one.right ? "đúng" : "sai";
    put(buzzes, "li", `${one.name} (+${one.ms} ms): ${how}`);
  }
  drawPresses(frame);
}

// Presses as they were made; the way from each phone is told, so that a strange one is seen.
function drawPresses(frame) {
  const list = byName("presses");
  list.replaceChildren();
  for (const one of frame.presses) {
    put(list, "li", `${one.name}: +${one.after_ms} ms (đường truyền ${one.delay_ms} ms)`);
  }
  for (const one of frame.early) put(list, "li", `${one.name}: bấm trước hiệu lệnh`);
}

function drawOrder(frame) {
  const list = byName("order");
  list.replaceChildren();
  for (const part of parts) {
    const item = put(list, "li");
    const isNow = frame.part?.id === part.id;
    const open = put(item, "button", part.title, { type: "button", class: "link-button" });
    if (isNow) open.setAttribute("aria-current", "step");
    open.disabled = !frame.run || isNow;
    open.addEventListener("click", () => record("part_opened", { part: part.id }));
    if (!isNow) continue;
    const row = put(item, "ul", "", { class: "turns" });
    for (const team of teams) {
      const had = frame.turns.some((turn) => turn.part === part.id && turn.team === team.id);
      const button = put(put(row, "li"), "button", `${had ? "✓ " : ""}${team.name}`, { type: "button", class: "link-button" });
      if (frame.team?.id === team.id) button.setAttribute("aria-current", "true");
      button.addEventListener("click", () => record("team_called", { team: team.id }));
    }
  }
}

function drawLate(frame) {
  const place = byName("late");
  const late = frame.late;
  if (late === null) place.textContent = "";
  else if (Math.abs(late) < 60000) place.textContent = "Đúng kế hoạch";
  else place.textContent = late > 0 ? `Chậm ${minutes(late)} so với kế hoạch` : `Sớm ${minutes(-late)} so với kế hoạch`;
}

function drawBell(frame) {
  const place = byName("bell");
  place.hidden = !frame.bell;
  if (!frame.bell) return;
  const { standing, seats, asked, golden, rescue, over, podium } = frame.bell;
  const more = over ? ` · thắng: ghế ${podium[0]?.join(", ") ?? "–"}` : golden ? " · câu hỏi vàng" : rescue ? " · đến lượt cứu trợ" : "";
  byName("bell-words").textContent = `Còn ${standing}/${seats} người trên sàn sau ${asked} câu${more}`;
}

async function closeBell(event) {
  event.preventDefault();
  const text = byName("wrong").value;
  const wrong = [...new Set((text.match(/\d+/g) ?? []).map(Number))];
  await record("bell_question_closed", { wrong });
  byName("wrong").value = "";
}

function draw(frame) {
  drawNow(frame);
  drawSteps(frame);
  drawQuestion(frame);
  drawOrder(frame);
  drawLate(frame);
  drawMarks(frame);
  drawScores(frame);
  drawEvents(frame);
  drawBell(frame);
  drawClock(frame, line.now());
  document.querySelectorAll("[data-start]").forEach((form) => {
    const isOn = frame.run && !frame.rehearsal && !["ended", "agreed"].includes(frame.phase);
    form.hidden = Boolean(isOn) || frame.phase === "agreed";
  });
}

const isTyping = (event) => event.target.closest("input, textarea, select");

document.addEventListener("keydown", (event) => {
  if (event.key === "PageDown") next();
  else if (event.key === "PageUp") undo();
  else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && !isTyping(event)) undo();
  else return;
  event.preventDefault();
});
byName("main-step").addEventListener("click", next);
byName("undo").addEventListener("click", undo);
byName("bell-form").addEventListener("submit", closeBell);
setInterval(() => drawClock(line.frame, line.now()), 200);
draw(line.frame);

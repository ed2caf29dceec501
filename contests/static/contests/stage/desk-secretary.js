/* The secretary's and the timekeeper's desk: penalties, corrections, paper marks, lots, the clock. */

import { DeskLine, firstFrame, minutes, put, settings, shown, showLink, typed } from "./desk-line.js";
import { drawClock, drawEvents, drawMarks, drawNow, drawScores, say } from "./desk-parts.js";

const { teams, parts } = settings();
const byName = (name) => document.querySelector(`[data-${name}]`);
const line = new DeskLine(firstFrame(), { onFrame: draw, onLink: showLink });

async function record(kind, payload, more) {
  const said = await line.record(kind, payload, more);
  const isDone = said.code === "recorded";
  say(isDone ? `Đã ghi lúc ${new Date().toLocaleTimeString("vi-VN")}.` : said.message || "Chưa ghi được. Hãy tải lại trang.", !isDone);
  return isDone;
}

/* What the form says, or null with a message at the field that is wrong. */
function read(form) {
  const said = {};
  for (const field of form.elements) {
    if (!field.name || field.name === "csrfmiddlewaretoken") continue;
    const isPoints = field.name === "points" || field.name === "again";
    if (field.type === "checkbox") {
      if (field.checked) (said[field.name] ??= []).push(Number(field.value));
      continue;
    }
    const value = isPoints ? typed(field.value) : field.value.trim();
    const isMissing = value === null || value === "";
    field.setAttribute("aria-invalid", String(isMissing));
    if (isMissing) {
      say(isPoints ? "Hãy ghi điểm là một số, ví dụ 8,25." : "Hãy điền đủ các ô.", true);
      field.focus();
      return null;
    }
    said[field.name] = ["team", "part", "juror"].includes(field.name) ? Number(value) : value;
  }
  return said;
}

const senders = {
  penalty: (said) => record("penalty", { ...said, points: said.points.startsWith("-") ? said.points : `-${said.points}` }),
  correction: (said) => record("correction", said),
  given: (said) => record("points_given", said),
  paper: ({ again, ...said }) => record("mark_sent", { ...said, paper: true }, { again }),
  draw: ({ teams: chosen, witness }) => {
    if ((chosen ?? []).length >= 2) return record("draw", { teams: chosen, witness });
    say("Hãy chọn ít nhất hai đội để bốc thăm.", true);
    return false;
  },
};

document.querySelectorAll("form[data-send]").forEach((form) => {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const said = read(form);
    if (said && (await senders[form.dataset.send](said))) form.reset();
  });
});

function drawOvertime(frame) {
  const list = byName("overtime");
  list.replaceChildren();
  for (const one of frame.overtime) {
    const team = teams.find((found) => found.id === one.team)?.name ?? "";
    const item = put(list, "li", `${team}: quá ${minutes(one.over)} `);
    if (!one.points) continue;
    const button = put(item, "button", `Trừ ${shown(one.points).replace("-", "")} điểm`, { type: "button", class: "btn btn-outline-primary" });
    button.addEventListener("click", () => {
      const reason = `Quá giờ ${minutes(one.over)}`;
      record("penalty", { team: one.team, part: one.part, points: one.points, reason });
    });
  }
}

function drawSheets(frame) {
  const list = byName("sheets");
  if (!list) return;
  list.replaceChildren();
  for (const sheet of frame.sheets) {
    const team = teams.find((one) => one.id === sheet.team)?.name ?? "";
    const part = parts.find((one) => one.id === sheet.part)?.title ?? "";
    const marks = Object.values(sheet.marks);
    const said = sheet.complete ? marks.map(shown).join("; ") : `đã có ${marks.length} phiếu`;
    put(list, "li", `${part}, ${team}: ${said}`);
  }
}

function draw(frame) {
  drawNow(frame);
  drawMarks(frame);
  drawScores(frame);
  drawEvents(frame);
  drawOvertime(frame);
  drawSheets(frame);
  drawClock(frame, line.now());
  const back = byName("undo");
  back.disabled = !frame.undo;
  back.textContent = frame.undo ? `Hoàn tác: ${frame.undo.label}` : "Chưa có gì để hoàn tác";
  const agree = byName("agree");
  if (agree) agree.hidden = frame.phase !== "ended" || frame.rehearsal;
  const { set, running } = frame.clock;
  document.querySelectorAll("[data-tick]").forEach((button) => {
    const able = { clock_started: !set && frame.part, clock_paused: set && running, clock_resumed: set && !running, clock_stopped: set };
    button.disabled = !able[button.dataset.tick];
  });
}

document.querySelectorAll("[data-tick]").forEach((button) => {
  button.addEventListener("click", () => {
    const kind = button.dataset.tick;
    const part = parts.find((one) => one.id === line.frame.part?.id);
    record(kind, kind === "clock_started" ? { seconds: part?.seconds || 60 } : {});
  });
});
byName("undo").addEventListener("click", () => record("undone", { sequence: line.frame.undo.sequence }));
byName("agree")?.addEventListener("click", () => record("result_agreed", {}));
setInterval(() => drawClock(line.frame, line.now()), 200);
draw(line.frame);

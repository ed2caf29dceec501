/* A juror's device. A mark is kept on it until the server has answered; only then is it "đã gửi". */

import { DeskLine, firstFrame, newToken, put, settings, shown, showLink, typed } from "./desk-line.js";
import { drawClock, drawNow, say } from "./desk-parts.js";

const { show, seat, chair, teams, parts } = settings();
const KEY = `hoi-thi:${show}:${seat}:cho`;
const AGAIN_MS = 2000;
const byName = (name) => document.querySelector(`[data-${name}]`);
const line = new DeskLine(firstFrame(), { onFrame: draw, onLink: showLink });
let chosen = null; // { team, part } that the form is about
let isSending = false;

function kept() {
  try {
    const read = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(read) ? read : [];
  } catch {
    return [];
  }
}
let memory = kept();
function keep(waiting) {
  memory = waiting;
  try {
    localStorage.setItem(KEY, JSON.stringify(waiting));
  } catch {
    say("Máy này không lưu được. Hãy giữ trang mở đến khi gửi xong.", true);
  }
}

const nameOf = (list, id) => list.find((one) => one.id === id);
const isOf = (one, team, part) => one.payload.team === team && one.payload.part === part;
const sentMark = (team, part) => line.frame.sheets.find((one) => one.team === team && one.part === part);
const marked = () => parts.filter((one) => one.marked);

async function sendWaiting() {
  if (isSending || !memory.length) return;
  isSending = true;
  const [first] = memory;
  try {
    const said = await line.post(first);
    if (said && said.status !== 503 && said.status !== 429) {
      keep(memory.filter((one) => one.token !== first.token));
      if (said.code !== "recorded") say(said.message || "Điểm chưa được nhận. Hãy tải lại trang.", true);
      else say(`Đã gửi lúc ${new Date().toLocaleTimeString("vi-VN")}.`);
    } else say("Mất mạng: điểm đang giữ trên máy này, sẽ tự gửi lại.", true);
  } finally {
    isSending = false;
    draw(line.frame);
  }
}

function choose(team, part) {
  chosen = { team, part };
  byName("mark").value = "";
  byName("confirm").hidden = true;
  drawForm();
}

function drawForm() {
  const form = byName("mark-form");
  const now = line.frame;
  if (!chosen && now.team && now.part?.marked) chosen = { team: now.team.id, part: now.part.id };
  form.hidden = !chosen;
  if (!chosen) return;
  const part = nameOf(parts, chosen.part);
  byName("about").textContent = `${part.title}: ${nameOf(teams, chosen.team).name}`;
  byName("limits").textContent = `Từ 0 đến ${shown(part.maximum === null ? "" : Number(part.maximum))}, bước ${shown(part.step)}.`;
  const waits = memory.some((one) => isOf(one, chosen.team, chosen.part));
  const sent = sentMark(chosen.team, chosen.part);
  const isOpen = !waits && (!sent || sent.reopened);
  byName("entry").disabled = !isOpen;
  const words = waits ? "Đang chờ gửi" : sent && !sent.reopened ? `Đã gửi: ${shown(sent.points)} điểm` : sent ? `Trưởng ban mở lại; lần trước: ${shown(sent.points)}` : "Chưa gửi";
  byName("mark-state").textContent = words;
}

function drawList() {
  const body = byName("list");
  body.replaceChildren();
  for (const team of teams) {
    const row = put(body, "tr");
    put(row, "th", team.name, { scope: "row" });
    for (const part of marked()) {
      const sent = sentMark(team.id, part.id);
      const waits = memory.some((one) => isOf(one, team.id, part.id));
      const text = waits ? "chờ gửi" : sent ? `${shown(sent.points)}${sent.reopened ? " (mở lại)" : ""}` : "chấm";
      const button = put(put(row, "td"), "button", text, { type: "button", class: "link-button" });
      button.setAttribute("aria-label", `${part.title}, ${team.name}: ${text}`);
      button.addEventListener("click", () => choose(team.id, part.id));
    }
  }
}

function draw(frame) {
  if (frame.team && frame.part?.marked && !byName("mark").value) {
    const isNew = frame.team.id !== line.seenTeam || frame.part.id !== line.seenPart;
    if (isNew) chosen = { team: frame.team.id, part: frame.part.id };
  }
  line.seenTeam = frame.team?.id;
  line.seenPart = frame.part?.id;
  drawNow(frame);
  drawForm();
  drawList();
  drawClock(frame, line.now());
}

function fits(points, part) {
  const hundredths = Math.round(Number(points) * 100);
  const most = part.maximum === null ? Infinity : Math.round(Number(part.maximum) * 100);
  return hundredths >= 0 && hundredths <= most && hundredths % Math.round(Number(part.step) * 100) === 0;
}

function step(times) {
  const part = nameOf(parts, chosen.part);
  const field = byName("mark");
  const before = Number(typed(field.value) ?? 0);
  const most = part.maximum === null ? Infinity : Number(part.maximum);
  const after = Math.min(most, Math.max(0, before + times * Number(part.step)));
  field.value = shown(after.toFixed(2));
}

byName("mark-form").addEventListener("submit", (event) => {
  event.preventDefault();
  const points = typed(byName("mark").value);
  if (points === null || !fits(points, nameOf(parts, chosen.part))) {
    byName("mark").setAttribute("aria-invalid", "true");
    say(`Điểm chưa hợp lệ. ${byName("limits").textContent}`, true);
    byName("mark").focus();
    return;
  }
  byName("mark").setAttribute("aria-invalid", "false");
  say("");
  byName("confirm-words").textContent = `Gửi ${shown(points)} điểm cho ${nameOf(teams, chosen.team).name}? Gửi rồi không tự sửa được.`;
  byName("confirm").hidden = false;
  byName("confirm-yes").focus();
});
byName("confirm-no").addEventListener("click", () => {
  byName("confirm").hidden = true;
  byName("mark").focus();
});
byName("confirm-yes").addEventListener("click", () => {
  const points = typed(byName("mark").value);
  const payload = { juror: seat, team: chosen.team, part: chosen.part, points };
  keep([...memory, { kind: "mark_sent", payload, run: line.frame.run, token: newToken() }]);
  byName("confirm").hidden = true;
  byName("mark").value = "";
  say("Đang gửi…");
  draw(line.frame);
  sendWaiting();
});
byName("less").addEventListener("click", () => step(-1));
byName("more").addEventListener("click", () => step(1));
if (chair) {
  byName("reopen").addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.target;
    const [juror, team, part] = ["juror", "team", "part"].map((name) => Number(form.elements[name].value));
    const said = await line.record("marks_reopened", { juror, team, part, reason: form.elements.reason.value.trim() });
    say(said.code === "recorded" ? "Đã mở lại phiếu." : said.message || "Chưa mở lại được.", said.code !== "recorded");
    if (said.code === "recorded") form.reset();
  });
}
setInterval(sendWaiting, AGAIN_MS);
setInterval(() => drawClock(line.frame, line.now()), 200);
draw(line.frame);
sendWaiting();

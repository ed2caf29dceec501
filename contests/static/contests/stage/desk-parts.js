/* Pieces that several desks draw: the clock, totals, and what happened last. */

import { minutes, put, shown } from "./desk-line.js";

const byName = (name) => document.querySelector(`[data-${name}]`);

export function drawClock(frame, now) {
  const place = byName("clock");
  if (!place) return;
  const { set, running, ends, left, total } = frame.clock;
  const rest = running ? ends - now : left;
  const text = set || total ? minutes(rest) : "–:––";
  if (place.textContent !== text) place.textContent = text;
  place.dataset.over = set && rest < 0 ? "1" : "";
  const words = byName("clock-words");
  const said = !set ? "Đồng hồ chưa chạy" : rest < 0 ? "Quá giờ" : running ? "Đang chạy" : "Tạm dừng";
  if (words && words.textContent !== said) words.textContent = said;
}

export function drawNow(frame) {
  byName("part").textContent = frame.part ? `${frame.part.position}/${frame.part.of}. ${frame.part.title}` : "–";
  byName("team").textContent = frame.team ? frame.team.name : "–";
  const run = byName("run");
  run.textContent = !frame.run ? "Chưa bắt đầu" : frame.rehearsal ? `Chạy thử, lượt ${frame.run}` : "Buổi thi chính thức";
  run.dataset.rehearsal = frame.rehearsal ? "1" : "";
}

export function drawScores(frame) {
  const body = byName("scores");
  if (!body) return;
  body.replaceChildren();
  const sorted = [...frame.scores].sort((a, b) => Number(b.total) - Number(a.total));
  for (const line of sorted) {
    const row = put(body, "tr");
    put(row, "th", `${line.number ? `${line.number}. ` : ""}${line.name}`, { scope: "row" });
    for (const part of line.parts) put(row, "td", shown(part.points), { class: "figure" });
    put(row, "td", shown(line.total), { class: "figure total" });
  }
}

export function drawEvents(frame) {
  const list = byName("events");
  if (!list) return;
  list.replaceChildren();
  for (const one of frame.events) {
    const at = new Date(one.at).toLocaleTimeString("vi-VN");
    put(list, "li", `${at} · ${one.said}`);
  }
}

export function drawMarks(frame) {
  const place = byName("marks");
  if (!place) return;
  place.hidden = !frame.marks;
  if (!frame.marks) return;
  const { sent, of, points, shown: isShown } = frame.marks;
  const made = points === null ? "" : ` · điểm ${shown(points)}`;
  place.textContent = `Giám khảo đã gửi ${sent}/${of}${made}${isShown ? " · đã công bố" : ""}`;
}

export function say(words, isBad = false) {
  const place = byName("said");
  place.textContent = words;
  place.classList.toggle("error", isBad);
  place.hidden = !words;
}

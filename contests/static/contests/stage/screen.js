// The hall's screen, the floor's countdown and a stream's overlay: they draw what a frame says.
// A frame is the whole picture, so a screen that was away shows the same as one that was not.

import { onTick, setClock } from "./clock.js";
import { serverNow, start } from "./line.js";
import { onPause, paused } from "../../site/pause.js";
import { drawPodium, drawScores, drawSeats } from "./screen-lists.js";
import { chips, el, fill, inWords, LETTERS, setText } from "./screen-parts.js";
import { sound, soundButton } from "./sounds.js";

const stage = document.querySelector("[data-stage]");
const words = stage.dataset;
const parts = (name) => stage.querySelectorAll("[data-" + name + "]");
const part = (name) => stage.querySelector("[data-" + name + "]");
const still = matchMedia("(prefers-reduced-motion: reduce)");
const LONG = 150;
const LONGEST = 260;
let before = {};
let scene = "";
let askedBefore = 0;
let settling = 0;

const keyOf = (frame) => (frame.question && frame.question.key !== null ? { option: frame.question.right, text: frame.question.key } : null);
const hasPoints = (frame) => frame.scores.some((line) => Number(line.total) !== 0);

function sceneOf(frame) {
  const isFloor = Boolean(frame.bell);
  if (frame.podium.length || (isFloor && frame.bell.over)) return "podium";
  if (frame.question && !(isFloor && wasJudged(frame))) return "question";
  if (isFloor) return "seats";
  if (frame.marks && frame.marks.sent > 0) return "marks";
  if (frame.team) return "team";
  return frame.part && hasPoints(frame) ? "scores" : "title";
}

// Once the answers were judged, the hall wants to see the floor itself.
function wasJudged(frame) {
  const asked = frame.bell.asked;
  if (!before.question || before.question.shown !== frame.question.shown) askedBefore = asked;
  return asked > askedBefore;
}

function showScene(name) {
  if (name === scene) return;
  scene = name;
  stage.classList.toggle("on-podium", name === "podium");
  parts("scene").forEach((one) => {
    one.hidden = one.dataset.scene !== name;
    one.classList.toggle("arriving", one.dataset.scene === name);
  });
}

function drawHead(frame) {
  parts("show-title").forEach((one) => setText(one, frame.show));
  parts("part").forEach((one) => setText(one, frame.part ? words.wordPart.replace("{n}", frame.part.position).replace("{of}", frame.part.of).replace("{title}", frame.part.title) : ""));
  parts("rehearsal").forEach((one) => { one.hidden = !frame.rehearsal; });
  parts("team-name").forEach((one) => setText(one, frame.team ? frame.team.name : ""));
  parts("team-number").forEach((one) => {
    one.hidden = !frame.team || !frame.team.number;
    setText(one, frame.team ? words.wordTeam.replace("{n}", frame.team.number) : "");
  });
}

function drawQuestion(frame) {
  const asked = frame.question;
  const body = part("question");
  if (!body || !asked) return;
  const stem = part("stem");
  const key = keyOf(frame);
  setText(stem, asked.stem || words.wordRead);
  const length = (asked.stem || "").length + asked.options.join("").length / 2;
  stem.classList.toggle("long", length > LONG && length <= LONGEST);
  stem.classList.toggle("longest", length > LONGEST);
  const list = part("options");
  list.hidden = asked.options.length === 0;
  list.classList.toggle("single", asked.options.some((text) => text.length > 48));
  fill(list, asked.options, optionLine, (line, text, n) => {
    const isRight = key !== null && key.option === n;
    setText(line.querySelector(".text"), text);
    line.classList.toggle("right", isRight);
    line.classList.toggle("wrong", key !== null && key.option !== null && !isRight);
    setText(line.querySelector(".verdict"), isRight ? "✓ " + words.wordRight : "");
  });
  const shown = part("key");
  shown.hidden = key === null || key.option !== null || !key.text;
  setText(shown, key === null ? "" : words.wordKey.replace("{key}", key.text));
  drawSide(frame);
}

function optionLine(_text, n) {
  const line = el("li");
  line.append(el("span", "letter", LETTERS[n]), el("span", "text"), el("span", "verdict"));
  return line;
}

function drawSide(frame) {
  const isBuzz = frame.is_buzzer || frame.presses.length > 0;
  part("question").classList.toggle("with-side", isBuzz);
  part("side").hidden = !isBuzz;
  const signal = part("signal");
  const mayPress = frame.may_press && frame.is_signalled;
  signal.hidden = !isBuzz || frame.presses.length > 0;
  signal.classList.toggle("open", mayPress);
  setText(signal, mayPress ? words.wordOpen : words.wordWait);
  part("buzz").hidden = !isBuzz;
  drawPresses(frame);
}

// A press that was made earlier may still be on its way: the order is shown once none can be.
function drawPresses(frame) {
  clearTimeout(settling);
  const wait = frame.settled_ms ? frame.settled_ms - serverNow() : 0;
  if (wait > 0) { settling = setTimeout(() => drawPresses(frame), wait + 10); return; }
  const isNew = part("buzz").children.length < frame.presses.length;
  if (isNew && frame.presses.length) sound("buzz");
  fill(part("buzz"), frame.presses.slice(0, 5), () => {
    const line = el("li");
    line.append(el("span", "place"), el("span", "who"), el("span", "after"));
    return line;
  }, (line, press) => {
    setText(line.querySelector(".place"), press.place);
    setText(line.querySelector(".who"), press.name);
    setText(line.querySelector(".after"), press.after_ms ? "+" + (press.after_ms / 1000).toFixed(2).replace(".", ",") : "");
  });
}

function drawCount(frame) {
  const counted = part("counted");
  if (!counted) return;
  counted.hidden = scene !== "question" || frame.is_buzzer || (frame.answers.open === null && frame.answers.count === 0);
  setText(part("count"), frame.answers.count);
  setText(part("count-of"), frame.answers.of ? words.wordCount.replace("{of}", frame.answers.of) : words.wordCounted);
}

function drawMarks(frame) {
  const list = part("marks");
  if (!list || !frame.marks) return;
  fill(list, frame.marks.jurors, () => {
    const card = el("li");
    card.append(el("span", "points"), el("span", "juror"));
    return card;
  }, (card, mark) => {
    const isUp = mark.points !== null;
    card.classList.toggle("up", isUp);
    const shown = card.querySelector(".points, .waits");
    shown.className = isUp ? "points" : "waits";
    setText(shown, isUp ? inWords(mark.points) : mark.sent ? "✓" : "…");
    setText(card.querySelector(".juror"), words.wordJuror.replace("{n}", mark.number));
  });
  part("together").hidden = frame.marks.points === null;
  setText(part("together"), frame.marks.points === null ? "" : words.wordTogether + ": " + inWords(frame.marks.points));
}

function soundsOf(frame) {
  const was = before;
  if (frame.question && (!was.question || was.question.n !== frame.question.n)) sound("question");
  else if (frame.answers.open && was.answers && !was.answers.open) sound("open");
  if (keyOf(frame) && was.question && !keyOf(was)) sound("right");
  if (was.bell && frame.bell && frame.bell.standing < was.bell.standing) sound("out");
  if (frame.podium.length && was.podium && !was.podium.length) sound("podium");
}

function show(frame) {
  if (paused()) return;
  drawHead(frame);
  setClock(frame.clock);
  showScene(sceneOf(frame));
  drawQuestion(frame);
  drawCount(frame);
  drawMarks(frame);
  drawScores(part("scores"), frame, still.matches);
  drawSeats(stage, frame, before, words);
  drawPodium(part("podium"), frame, still.matches, words);
  parts("chips").forEach((list) => chips(list, frame, !["scores", "podium", "title", "seats"].includes(scene)));
  parts("overlay-stem").forEach((one) => { one.hidden = !frame.question; setText(one, frame.question ? frame.question.stem : ""); });
  soundsOf(frame);
  before = frame;
  stage.dataset.drawn = frame.version;
}

let lastSecond = null;
onTick((clock) => {
  parts("clock").forEach((one) => {
    one.hidden = clock.left === null;
    one.classList.toggle("ending", clock.isEnding);
  });
  parts("head").forEach((one) => one.classList.toggle("timed", clock.left !== null));
  parts("digits").forEach((one) => {
    setText(one, clock.text);
    one.classList.toggle("over", clock.isOver);
  });
  parts("time-left").forEach((one) => { one.style.transform = "scaleX(" + clock.share.toFixed(3) + ")"; });
  if (clock.isRunning && clock.isEnding && clock.text !== lastSecond) sound("tick");
  if (clock.isRunning && clock.isOver && lastSecond === "0:00") sound("end");
  lastSecond = clock.text;
});

soundButton(part("sound"));
onPause((isPaused) => { if (!isPaused) location.reload(); });
start(show, (isThere) => parts("link").forEach((one) => setText(one, isThere ? "" : words.wordAway)), false);

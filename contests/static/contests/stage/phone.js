// A team's phone, a seat's on the floor, one of the audience. What is pressed goes to the server and
// stays on the screen as "sending" until the server has kept it; the line sends it again by itself.

import { leftMs, onTick, setClock } from "./clock.js";
import { postUntilAnswered, start } from "./line.js";

const LETTERS = "ABCDEFGH";
const OWN_TEAM = ["knowledge", "situation"]; // where only the team on the stage answers
const SEND_BEFORE_END_MS = 700;
const stage = document.querySelector("[data-stage]");
const words = stage.dataset;
const part = (name) => stage.querySelector("[data-" + name + "]");
let frame = null;
let asked = ""; // which question or chance to press this is
let own = fresh();

function fresh() { return { choice: null, text: "", sent: null, buzz: null, isSending: false, refused: "" }; }

// What the server has kept is remembered here too, so that a page opened anew says the same.
const PLACE = "stage." + words.show + "." + words.role;

function remembered(question) {
  try {
    const kept = JSON.parse(localStorage.getItem(PLACE));
    if (kept && kept.asked === question && question) return Object.assign(fresh(), kept.own);
  } catch (error) { /* no storage: the server answers a second try as it did the first */ }
  return fresh();
}

function remember() {
  try {
    const { choice, text, sent, buzz } = own;
    localStorage.setItem(PLACE, JSON.stringify({ asked, own: { choice, text, sent, buzz } }));
  } catch (error) { /* as above */ }
}

const setText = (element, text) => { if (element && element.textContent !== String(text)) element.textContent = text; };
const windowOf = (now) => (now.window ? now.run + "." + now.window : "");
const isBell = words.role === "bell";

function say(text, kind) {
  const state = part("state");
  const sign = { good: "✓", bad: "!", wait: "…" }[kind] || "";
  state.className = "phone-state " + (kind || "");
  part("sign").hidden = !sign;
  setText(part("sign"), sign);
  setText(part("said"), text);
}

function show(next) {
  frame = next;
  // A window that closed with its key stays on the screen; the next one starts anew.
  if (frame.window && windowOf(frame) !== asked || !frame.question) { asked = windowOf(frame); own = remembered(asked); part("text").value = own.text; }
  setText(part("part"), frame.part ? frame.part.title : frame.show);
  setClock(frame.clock);
  const line = frame.scores.find((one) => String(one.team) === words.team);
  part("score").hidden = !line;
  setText(part("total"), line ? String(line.total).replace(".", ",") : "");
  drawQuestion();
  drawBuzz();
  drawWords();
  stage.dataset.drawn = frame.version;
}

// The server says the same once more; here it keeps people from pressing in vain.
function isMine() {
  const kind = frame.part ? frame.part.kind : "";
  if (kind === "bell") return isBell && !isOut();
  if (kind === "audience") return words.role === "audience";
  if (words.role !== "team") return false;
  return !OWN_TEAM.includes(kind) || !frame.team || String(frame.team.id) === words.team;
}

const isAsked = () => frame.answers.open === "choice" || frame.answers.open === "text";
const mayAnswer = () => isAsked() && !own.sent && isMine();
const keyOf = () => (frame.question && frame.question.key !== null ? frame.question : null);

// The server tells whichever list is shorter.
function isOut() {
  if (!isBell || !frame.floor) return false;
  const own = Number(words.number);
  return frame.floor.out ? frame.floor.out.includes(own) : !frame.floor.in.includes(own);
}

function drawQuestion() {
  const question = frame.question;
  const isChoice = Boolean(question) && question.options.length > 0;
  part("question").hidden = !question || !question.stem;
  setText(part("stem"), question ? question.stem : "");
  const box = part("options");
  box.hidden = !isChoice;
  const options = isChoice ? question.options : [];
  while (box.children.length > options.length) box.lastElementChild.remove();
  options.forEach((text, n) => drawOption(box, text, n));
  const isText = !isChoice && frame.answers.open === "text" && isMine();
  part("writing").hidden = !isText;
  part("text").disabled = !mayAnswer();
  const send = part("send");
  send.hidden = !question || !isMine() || frame.is_buzzer || !isAsked() || Boolean(own.sent);
  send.disabled = own.isSending || (isChoice ? own.choice === null : !part("text").value.trim());
  const isChosen = isChoice && own.choice !== null;
  setText(send, isChosen ? words.wordSend.replace("{letter}", LETTERS[own.choice]) : isChoice ? words.wordChooseFirst : words.wordSendText);
}

function drawOption(box, text, n) {
  if (!box.children[n]) {
    const made = document.createElement("button");
    made.type = "button";
    ["letter", "text", "verdict"].forEach((name) => { const one = document.createElement("span"); one.className = name; made.append(one); });
    made.addEventListener("click", () => { if (mayAnswer()) { own.choice = n; drawQuestion(); } });
    box.append(made);
  }
  const button = box.children[n];
  const [letter, said, mark] = button.children;
  setText(letter, LETTERS[n]);
  setText(said, text);
  const isRight = keyOf() !== null && frame.question.right === n;
  button.classList.toggle("right", isRight);
  setText(mark, isRight ? "✓" : "");
  button.setAttribute("aria-pressed", String(own.choice === n));
  button.disabled = !mayAnswer();
}

const isHeld = () => frame.holder !== null && String(frame.holder) === words.team;
const pressOf = () => frame.presses.find((press) => String(press.team) === words.team);
const isEarly = () => own.buzz === "early" || frame.early.some((one) => String(one.team) === words.team);

function drawBuzz() {
  const button = part("buzz");
  button.hidden = words.role !== "team" || !frame.is_buzzer;
  if (button.hidden) return;
  button.disabled = own.buzz !== null || Boolean(pressOf()) || isEarly() || !frame.may_press;
  button.classList.toggle("ready", !button.disabled && frame.is_signalled);
  button.classList.toggle("held", !button.disabled && !frame.is_signalled);
  button.classList.toggle("first", isHeld());
  const word = isHeld() ? words.wordYours : isEarly() ? words.wordLocked : own.buzz || pressOf() ? words.wordPressed : !frame.may_press ? words.wordNotNow : frame.is_signalled ? words.wordBuzz : words.wordHold;
  setText(button, word);
}

function drawWords() {
  if (own.refused) say(own.refused, "bad");
  else if (own.isSending) say(words.wordSending, "wait");
  else if (isOut()) say(words.wordOut, "bad");
  else if (frame.is_buzzer && words.role === "team") sayBuzz();
  else if (keyOf() && own.choice !== null && own.sent) sayRight();
  else if (keyOf() && !frame.question.options.length) say(words.wordKey.replace("{key}", frame.question.key), "");
  else if (own.sent) say(own.sent, "good");
  else if (mayAnswer()) say(frame.question.options.length ? words.wordChoose : words.wordWrite, "");
  else say(frame.question && isMine() && !keyOf() ? words.wordWaitOpen : words.wordWait, "");
}

function sayRight() {
  const isRight = frame.question.right === own.choice;
  say(isRight ? words.wordRightYou : words.wordWrongYou.replace("{letter}", LETTERS[frame.question.right]), isRight ? "good" : "bad");
}

function sayBuzz() {
  const mine = pressOf();
  if (isHeld()) say(words.wordYoursLong, "good");
  else if (isEarly()) say(words.wordLockedLong, "bad");
  else if (mine) say(words.wordPlace.replace("{n}", mine.place), "good");
  else if (frame.may_press) say(frame.is_signalled ? words.wordBuzzNow : words.wordBuzzHold, "");
  else say(words.wordWait, "");
}

async function send(body) {
  const question = asked;
  own.isSending = true;
  drawQuestion();
  drawWords();
  const [run, window] = question.split(".").map(Number);
  const answer = await postUntilAnswered(Object.assign({ run, window }, body), () => asked === question);
  if (asked !== question) return;
  own.isSending = false;
  const at = new Date().toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
  if (!answer) own.refused = words.wordAway;
  else if (answer.said.code === "kept") own.sent = body.do === "answer" ? words.wordKept.replace("{at}", at) : null;
  else if (answer.said.code === "early") own.buzz = "early";
  else own.refused = answer.said.message;
  if (answer && answer.said.code === "kept" && "choice" in answer.said && answer.said.choice !== null) own.choice = answer.said.choice;
  if (answer && answer.status === 200) remember();
  show(frame);
}

function sendAnswer() {
  if (!mayAnswer() || own.isSending) return;
  const isChoice = frame.question && frame.question.options.length > 0;
  const text = part("text").value.trim();
  if (isChoice && own.choice !== null) send({ do: "answer", choice: own.choice });
  else if (!isChoice && text) send({ do: "answer", text });
}

// The press itself, not the lifting of the finger.
part("buzz").addEventListener("pointerdown", press);
part("buzz").addEventListener("click", press);
function press() {
  if (own.buzz !== null || !frame || !frame.may_press) return;
  own.buzz = "pressed";
  if (navigator.vibrate) navigator.vibrate(60);
  send({ do: "buzz" });
  drawBuzz();
}

part("send").addEventListener("click", sendAnswer);
part("text").addEventListener("input", () => drawQuestion());
part("text").addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); sendAnswer(); } });

onTick((clock) => {
  setText(part("clock"), clock.text);
  part("clock").classList.toggle("late", clock.isEnding || clock.isOver);
  // Who has chosen and forgot to send has answered all the same.
  if (frame && clock.isRunning && leftMs() !== null && leftMs() < SEND_BEFORE_END_MS && mayAnswer()) sendAnswer();
});

start(show, (isThere) => {
  const dot = part("link");
  dot.classList.toggle("away", !isThere);
  setText(dot, isThere ? words.wordThere : words.wordAway);
}, true);


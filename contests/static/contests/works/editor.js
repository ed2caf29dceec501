/* The writing page: counts words, saves as it is typed, and says "saved" only after the server did.
   Without network the text stays on this device and is sent again. */

import { KeptDraft } from "./kept-draft.js";
import { NoNetwork, ask, pause } from "./server.js";
import { countWords, spelt } from "./words.js";

const WAIT_MS = 800;
const settings = JSON.parse(document.getElementById("bai-viet-dat").textContent);
const form = document.getElementById("bai-viet");
const state = document.getElementById("luu");
const choice = document.getElementById("hai-ban");
const kept = new KeptDraft(settings.work);
const areas = Array.from(form.querySelectorAll("textarea[data-heading]"));

function randomName() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("");
}

const writer = randomName();
let read = settings.sequence; // the newest sequence of the server that this page has read
let sequence = settings.sequence;
let isChanged = false;
let isStopped = false;
let timer = 0;
let sending = null;

function content() {
  const texts = {};
  areas.forEach((area) => { texts[area.dataset.heading] = area.value; });
  return { title: form.elements.title.value, texts, tools: form.elements.tools ? form.elements.tools.value : "" };
}

function fill(draft) {
  form.elements.title.value = draft.title || "";
  if (form.elements.tools) form.elements.tools.value = draft.tools || "";
  areas.forEach((area) => { area.value = draft.texts[area.dataset.heading] || ""; });
  count();
}

function isSame(one, other) {
  return JSON.stringify(one) === JSON.stringify({ title: other.title, texts: other.texts, tools: other.tools });
}

function count() {
  let whole = 0;
  areas.forEach((area) => {
    const words = countWords(area.value);
    whole += words;
    show(document.getElementById(`dem-${area.dataset.heading}`), words);
  });
  show(document.getElementById("dem-ca-bai"), whole);
}

function show(line, words) {
  if (!line) return;
  const least = Number(line.dataset.least || 0);
  const most = Number(line.dataset.most || 0);
  let said = `${spelt(words)} chữ`;
  if (most && words > most) said += `, thừa ${spelt(words - most)}`;
  else if (least && words < least) said += `, còn thiếu ${spelt(least - words)}`;
  line.firstElementChild.textContent = said;
}

function say(words, kind) {
  if (state.dataset.kind === kind && state.textContent === words) return;
  state.dataset.kind = kind;
  state.textContent = words;
}

function changed() {
  isChanged = true;
  sequence += 1;
  const isKept = kept.keep(Object.assign(content(), { writer, base: read }));
  if (isStopped) return;
  if (state.dataset.kind !== "offline") say(isKept ? "Đang lưu…" : "Chưa lưu trên máy chủ; máy này cũng không giữ được.", "saving");
  clearTimeout(timer);
  timer = setTimeout(flush, WAIT_MS);
}

/* Send until the server has the newest; return whether it has. */
function flush() {
  clearTimeout(timer);
  if (!sending) sending = send().then((done) => { sending = null; return done; });
  return sending;
}

async function send() {
  let tries = 0;
  while (isChanged && !isStopped) {
    isChanged = false;
    const now = content();
    const body = JSON.stringify(Object.assign({}, now, { writer, base: read, sequence }));
    try {
      const answer = await ask(settings.save, { method: "POST", body, headers: { "Content-Type": "application/json" } });
      read = answer.sequence;
      sequence = Math.max(sequence, answer.sequence);
      tries = 0;
      if (!isChanged) saved(answer.saved_at);
    } catch (error) {
      isChanged = true;
      if (error instanceof NoNetwork) {
        say("Mất mạng: chưa lưu trên máy chủ. Chữ được giữ trên máy này và sẽ tự gửi lại.", "offline");
        await pause(tries);
        tries += 1;
      } else if (error.code === "draft_elsewhere") {
        await offerChoice();
      } else {
        isStopped = error.code !== "draft_too_long";
        say(error.message, "refused");
        return false;
      }
    }
  }
  return !isStopped;
}

function saved(at) {
  kept.forget();
  const time = new Date(at);
  const clock = `${String(time.getHours()).padStart(2, "0")}:${String(time.getMinutes()).padStart(2, "0")}`;
  say(`Đã lưu trên máy chủ lúc ${clock}.`, "saved");
}

/* Two devices wrote on: the person sees what the server has, and chooses. */
async function offerChoice() {
  isStopped = true;
  let theirs;
  try {
    theirs = await ask(settings.draft, { method: "GET" });
  } catch (error) {
    say("Bài vừa được sửa ở nơi khác. Hãy tải lại trang khi có mạng; chữ ở đây được giữ trên máy này.", "refused");
    return;
  }
  say("Bài có hai bản khác nhau. Hãy chọn bản muốn giữ.", "refused");
  const texts = areas.map((area) => theirs.texts[area.dataset.heading] || "").filter((text) => text);
  choice.querySelector("pre").textContent = [theirs.title].concat(texts).join("\n\n");
  choice.hidden = false;
  choice.querySelector("h2").focus();
  choice.querySelector("[data-keep=mine]").onclick = () => {
    taken(theirs.sequence);
    changed();
    flush();
  };
  choice.querySelector("[data-keep=theirs]").onclick = () => {
    fill(theirs);
    taken(theirs.sequence);
    isChanged = false;
    kept.forget();
    say("Đang hiện bản đã lưu trên máy chủ.", "saved");
  };
}

function taken(newest) {
  read = newest;
  sequence = Math.max(sequence, newest);
  isStopped = false;
  choice.hidden = true;
}

/* On a slow line people type before this script has come. */
function wasTypedBefore() {
  const fields = [form.elements.title, form.elements.tools, ...areas];
  return fields.some((one) => one && typeof one.defaultValue === "string" && one.value !== one.defaultValue);
}

function bringBack() {
  const mine = kept.read();
  if (!mine) {
    if (wasTypedBefore()) changed();
    return;
  }
  if (isSame(content(), mine)) {
    kept.forget();
    return;
  }
  fill(mine);
  // Of the server's newest, or saved last by the page that wrote this: it goes on from there.
  if (mine.base !== settings.sequence && mine.writer !== settings.writer) {
    isChanged = true;
    offerChoice();
    return;
  }
  say("Chữ chưa kịp gửi lần trước đã được đưa lại. Đang lưu…", "saving");
  isChanged = true;
  sequence += 1;
  flush();
}

form.addEventListener("input", (event) => {
  if (event.target.closest("[data-own]")) return;
  count();
  changed();
});

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const isHandingIn = Boolean(event.submitter && event.submitter.name === "hand_in") || form.dataset.goes === "1";
  form.dataset.goes = "";
  if (!isChanged && !sending) isChanged = settings.sequence === 0 && read === 0;
  if (isHandingIn && !navigator.onLine) {
    say("Đang mất mạng nên chưa nộp được. Chữ được giữ trên máy này; hãy nộp khi có mạng.", "offline");
    return;
  }
  if (await flush() && isHandingIn) location.href = settings.next;
});
form.querySelector("[name=hand_in]").addEventListener("click", () => { form.dataset.goes = "1"; });

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden" && isChanged) flush();
});

count();
bringBack();
if (!state.textContent) say("Trang tự lưu khi bạn gõ.", "idle");

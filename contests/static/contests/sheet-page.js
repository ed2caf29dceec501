/* A juror's sheet: marks wait on this device until the server acknowledges them, also while there
   is no network; so does the sending. Nothing is said to be on the server before it answered. */

import { forget, keep, readKept } from "./device.js";
import { beginMarks, showFaults } from "./sheet-marks.js";
import { beginTabs } from "./sheet-tabs.js";

const SAVE_AFTER_MS = 700;
const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 8000;
const TIMEOUT_MS = 15000;

beginTabs();
const form = document.getElementById("phieu-cham");
if (form && form.dataset.may) begin();
else if (form) beginMarks(form, () => {});

function begin() {
  const key = `phieu-cham:${form.dataset.sheet}`;
  const state = form.querySelector("[data-save-state]");
  const button = form.querySelector("button.btn-main");
  const spent = form.elements.giay;
  const sequence = form.elements.lan;
  let timer = 0;
  let failures = 0;
  let isBusy = false;
  let isStopped = false;
  let isSending = false; // the juror asked for it, and no answer has come
  let isNew = false;

  restore();
  beginMarks(form, changed);
  setInterval(() => {
    if (document.visibilityState === "visible") spent.value = Number(spent.value) + 1;
  }, 1000);
  form.addEventListener("input", changed);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    isSending = true;
    isStopped = false;
    note();
    go();
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.ctrlKey) {
      event.preventDefault();
      form.requestSubmit ? form.requestSubmit() : button.click();
    }
  });
  addEventListener("online", () => go());
  addEventListener("pagehide", () => note());
  document.addEventListener("visibilitychange", () => document.hidden && isNew && go());
  if (isNew || isSending) go();

  function changed() {
    isNew = true;
    isSending = false;
    sequence.value = Number(sequence.value) + 1;
    note();
    clearTimeout(timer);
    timer = setTimeout(go, SAVE_AFTER_MS);
    if (!isStopped) say("Đang lưu…", "");
  }

  function fields() {
    const found = {};
    for (const [name, value] of new FormData(form)) {
      if (name !== "csrfmiddlewaretoken") found[name] = value;
    }
    return found;
  }

  function note() {
    if (isNew || isSending) keep(key, JSON.stringify({ fields: fields(), isSending }));
  }

  /* What this device holds and the server does not know yet goes on where it was. */
  function restore() {
    let kept = null;
    try {
      kept = JSON.parse(readKept(key) || "null");
    } catch (error) {
      forget(key);
    }
    if (!kept || !kept.fields) return;
    if (Number(kept.fields.lan) < Number(sequence.value) || (Number(kept.fields.lan) === Number(sequence.value) && !kept.isSending)) {
      forget(key);
      return;
    }
    for (const [name, value] of Object.entries(kept.fields)) {
      if (form.elements[name]) form.elements[name].value = value;
    }
    isNew = true;
    isSending = Boolean(kept.isSending);
  }

  async function go() {
    clearTimeout(timer);
    if (isBusy || isStopped || (!isNew && !isSending)) return;
    isBusy = true;
    const sends = isSending;
    const sent = sequence.value;
    say(sends ? "Đang gửi điểm…" : "Đang lưu…", "");
    const answer = await post(sends ? location.pathname : form.dataset.draftUrl);
    isBusy = false;
    if (answer === null || answer.status >= 500 || answer.status === 429) return later(sends);
    failures = 0;
    if (answer.code === "sent") return done(answer.next);
    if (answer.code === "saved") {
      if (sequence.value === sent) {
        isNew = false;
        if (!isSending) forget(key);
      }
      say(`Đã lưu trên máy chủ ${answer.at}`, "saved");
      if (isNew || isSending) go();
      return;
    }
    refused(answer, sends);
  }

  function refused(answer, sends) {
    if (sends) isSending = false;
    note();
    if (answer.code === "faults") {
      say("Chưa gửi được: hãy sửa các mục có ghi lỗi.", "device");
      showFaults(form, answer.faults);
      return;
    }
    if (!sends || answer.status !== 400) isStopped = true;
    say(answer.message || "Máy chủ không nhận. Điểm còn trên máy này; hãy tải lại trang.", "device");
  }

  function later(sends) {
    failures += 1;
    const kept = keep(key, JSON.stringify({ fields: fields(), isSending }));
    const where = kept ? "đã lưu trên máy này" : "chưa lưu được ở đâu, đừng đóng trang này";
    say(sends ? `Mất mạng: điểm ${where}, sẽ tự gửi khi có mạng.` : `Mất mạng: ${where}, sẽ tự gửi lại.`, "device");
    const ceiling = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (failures - 1));
    timer = setTimeout(go, ceiling * (0.5 + Math.random() / 2));
  }

  function done(next) {
    isNew = isSending = false;
    isStopped = true;
    forget(key);
    say("Đã gửi điểm.", "saved");
    location.assign(next);
  }

  async function post(url) {
    const abort = new AbortController();
    const timeout = setTimeout(() => abort.abort(), TIMEOUT_MS);
    try {
      const response = await fetch(url, {
        method: "POST",
        body: new FormData(form),
        headers: { Accept: "application/json" },
        credentials: "same-origin",
        signal: abort.signal,
      });
      const isOurs = (response.headers.get("Content-Type") || "").startsWith("application/json");
      if (!isOurs && response.status < 500) {
        return { status: 403, code: "signed_out", message: "Phiên đăng nhập đã hết. Điểm còn trên máy này: hãy tải lại trang và đăng nhập." };
      }
      return isOurs ? Object.assign(await response.json(), { status: response.status }) : { status: response.status };
    } catch (error) {
      return null;
    } finally {
      clearTimeout(timeout);
    }
  }

  function say(words, kind) {
    state.textContent = words;
    state.className = `save-state ${kind}`;
  }
}

/* Sends files piece by piece: a broken line goes on where it stopped, after a reload too. */

import { NoNetwork, ask, pause } from "./server.js";

const settings = JSON.parse(document.getElementById("bai-viet-dat").textContent);
const input = document.getElementById("chon-tep");
const list = document.getElementById("tep");
const told = document.getElementById("tep-tin");

function megabytes(bytes) {
  return `${(bytes / 1048576).toFixed(1).replace(".", ",")} MB`;
}

function lineOf(file) {
  const line = document.createElement("li");
  line.className = "card";
  const name = document.createElement("p");
  name.textContent = `${file.name} (${megabytes(file.size)})`;
  const bar = document.createElement("progress");
  bar.max = file.size;
  bar.value = 0;
  bar.setAttribute("aria-label", `Đã gửi ${file.name}`);
  const note = document.createElement("p");
  note.className = "secondary";
  line.append(name, bar, note);
  list.append(line);
  return { line, bar, note };
}

async function sendAll(file, shown) {
  let at = await patiently(() => ask(settings.upload, {
    method: "POST",
    body: JSON.stringify({ name: file.name, size: file.size }),
    headers: { "Content-Type": "application/json" },
  }), shown);
  while (!at.whole && !at.waits) {
    shown.bar.value = at.offset;
    shown.note.textContent = `Đã gửi ${megabytes(at.offset)} trên ${megabytes(at.size)}`;
    at = await nextPiece(file, at, shown);
  }
  return at;
}

async function nextPiece(file, at, shown) {
  const piece = file.slice(at.offset, at.offset + settings.piece);
  try {
    return await patiently(() => ask(`${settings.upload}${at.file}/`, {
      method: "POST",
      body: piece,
      headers: { "Content-Type": "application/offset+octet-stream", "Upload-Offset": String(at.offset) },
    }), shown);
  } catch (error) {
    // A piece came, and its answer was lost: the server says how far it is.
    if (error.code !== "wrong_offset") throw error;
    return patiently(() => ask(`${settings.upload}${at.file}/`, { method: "GET" }), shown);
  }
}

async function patiently(request, shown) {
  for (let tries = 0; ; tries += 1) {
    try {
      return await request();
    } catch (error) {
      if (!(error instanceof NoNetwork)) throw error;
      shown.note.textContent = "Mất mạng. Phần đã gửi được giữ; trang sẽ tự gửi tiếp.";
      await pause(tries);
    }
  }
}

function tell(words) {
  told.className = "field-error";
  told.textContent = words;
}

async function take(file) {
  const shown = lineOf(file);
  try {
    const at = await sendAll(file, shown);
    shown.bar.value = file.size;
    shown.note.textContent = at.waits
      ? "Máy chủ đã nhận đủ tệp và sẽ quét vi-rút sau."
      : "Máy chủ đã nhận đủ tệp.";
    return true;
  } catch (error) {
    shown.bar.remove();
    shown.note.textContent = error.message;
    shown.note.className = "field-error";
    tell(error.message);
    return false;
  }
}

async function takeChosen() {
  const files = Array.from(input.files);
  input.value = "";
  const taken = [];
  for (const file of files) taken.push(await take(file)); // one after the other: the line is weak
  if (taken.length && taken.every((one) => one)) location.reload();
}

input.addEventListener("change", takeChosen);
if (input.files.length) takeChosen(); // chosen before this script had come

list.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-remove]");
  if (!button) return;
  button.disabled = true;
  try {
    await ask(button.dataset.remove, { method: "POST" });
    location.reload();
  } catch (error) {
    button.disabled = false;
    tell(error instanceof NoNetwork ? "Mất mạng nên chưa bỏ được tệp. Hãy thử lại." : error.message);
  }
});

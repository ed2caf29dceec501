/* Runs what a paper needs before the start is offered, and says what this browser lacks. */

import { Countdown } from "./countdown.js";
import { forget } from "./device.js";
import { Outbox } from "./outbox.js";

const TRIAL = "thu";
const nothing = () => {};

/* Return whether answers could be kept on this device; throw where the paper could not be taken. */
function tryOut() {
  const outbox = new Outbox({ attempt: TRIAL, saveUrl: "", onChange: nothing, onReceipt: nothing, onRefused: nothing });
  outbox.put(1, 1); // it has no token, so it sends nothing
  outbox.stop();
  forget(outbox.key);
  const face = document.createElement("span");
  const countdown = new Countdown({ face, frame: face, say: nothing, onEnd: nothing, onDoubt: nothing });
  countdown.set(60000);
  countdown.stop();
  const isAble = [window.fetch, window.Promise, face.closest, face.append].every((one) => typeof one === "function");
  if (!isAble || !face.textContent) throw new Error("this browser lacks what a paper needs");
  return outbox.isKept;
}

/* An iPad calls itself a Mac; no Mac has a screen to touch. The report of devices counts by it. */
function sayTouched(form) {
  if (!/Macintosh/.test(navigator.userAgent) || !(navigator.maxTouchPoints > 0)) return;
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name: "cham", value: "1" });
  form.append(field);
}

export function offerStart(place) {
  const isKept = tryOut();
  for (const form of place.querySelectorAll("form[data-can]")) sayTouched(form);
  for (const one of place.querySelectorAll("[data-can]")) one.hidden = false;
  for (const one of document.querySelectorAll("[data-cannot]")) one.hidden = true;
  for (const one of place.querySelectorAll("[data-not-kept]")) one.hidden = isKept;
}

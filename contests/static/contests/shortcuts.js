/* Single keys for the paper. They can be switched off (WCAG 2.1.4), and none works while a person
   types in a field or a dialog stands open. */

import { keep, readKept } from "./device.js";
import { Sheet } from "./sheet.js";

const KEY = "phim-tat";
const LETTERS = "ABCDEFGH";
const byId = (id) => document.getElementById(id);

export class Shortcuts {
  constructor(desk) {
    this.desk = desk;
    this.sheet = new Sheet(byId("phim-tat"));
    this.switch = byId("dung-phim-tat");
    this.switch.checked = readKept(KEY) !== "tat";
    this.switch.addEventListener("change", () => keep(KEY, this.switch.checked ? "bat" : "tat"));
    for (const button of document.querySelectorAll(".open-help")) button.addEventListener("click", () => this._help());
    byId("dong-phim-tat").addEventListener("click", () => this.sheet.close());
    document.addEventListener("keydown", (event) => this._pressed(event));
  }

  _pressed(event) {
    const { desk } = this;
    const isHeld = event.ctrlKey || event.altKey || event.metaKey || event.isComposing;
    if (!this.switch.checked || isHeld || event.defaultPrevented || isTyping(event.target)) return;
    if ([this.sheet, desk.handIn.sheet, desk.map.sheet].some((sheet) => sheet.isModal)) return;
    const act = this._actOf(event.key.length === 1 ? event.key.toUpperCase() : event.key);
    if (!act) return;
    event.preventDefault();
    if (!event.repeat) act();
  }

  _actOf(key) {
    const { map } = this.desk;
    const always = { "?": () => this._help(), M: () => map.open(), ArrowLeft: () => map.back(), ArrowRight: () => map.next() };
    if (always[key]) return always[key];
    const options = [...map.question.querySelectorAll(".options input")];
    const number = key.length === 1 ? LETTERS.indexOf(key) : -1;
    const option = options[number >= 0 ? number : "12345678".indexOf(key)];
    if (key.length === 1 && option) return () => this._tick(option);
    // A question with an option F is flagged by X alone.
    const flag = map.question.querySelector(".flag");
    return flag && (key === "F" || key === "X") ? () => this._flag(flag) : null;
  }

  /* A click, so that it is as if a finger had chosen: a disabled option stays as it is. */
  _tick(option) {
    if (!this.desk.isOpen) return;
    option.focus();
    option.click();
  }

  _flag(flag) {
    flag.click();
    const isFlagged = flag.getAttribute("aria-pressed") === "true";
    this.desk.say(isFlagged ? "Đã đánh dấu xem lại sau." : "Đã bỏ đánh dấu xem lại.");
  }

  _help() {
    this.sheet.showModal();
  }
}

function isTyping(element) {
  const isText = element.tagName === "INPUT" && !["radio", "checkbox", "button"].includes(element.type);
  return isText || ["TEXTAREA", "SELECT"].includes(element.tagName) || element.isContentEditable;
}

/* Opens and closes a <dialog>, also where the browser knows none (Safari before 15.4, Firefox
   before 98): there it stands fixed over the page, keeps the focus inside and closes by Escape. */

const FOCUSABLE = "button:not([disabled]), a[href], input:not([disabled])";

export class Sheet {
  constructor(element) {
    this.element = element;
    this.isNative = typeof element.showModal === "function";
    if (!this.isNative) {
      element.setAttribute("role", "dialog");
      element.addEventListener("keydown", (event) => this._keyPressed(event));
    }
  }

  get isOpen() {
    return this.element.hasAttribute("open");
  }

  get isModal() {
    return this.isOpen && this._isModal;
  }

  /* Beside the page, which stays usable. */
  show() {
    if (this.isOpen) return;
    this._isModal = false;
    if (this.isNative) this.element.show();
    else this.element.setAttribute("open", "");
  }

  showModal() {
    if (this.isOpen) this.close();
    this._isModal = true;
    if (this.isNative) return this.element.showModal();
    this.cameFrom = document.activeElement;
    this.element.setAttribute("open", "");
    this.element.setAttribute("aria-modal", "true");
    this.element.classList.add("is-modal");
    this._stops()[0].focus();
  }

  close() {
    if (!this.isOpen) return;
    if (this.isNative) return this.element.close();
    this.element.removeAttribute("open");
    this.element.removeAttribute("aria-modal");
    this.element.classList.remove("is-modal");
    if (this._isModal && this.cameFrom) this.cameFrom.focus();
  }

  _stops() {
    return [...this.element.querySelectorAll(FOCUSABLE)].filter((stop) => stop.offsetParent !== null);
  }

  _keyPressed(event) {
    if (!this.isModal) return;
    if (event.key === "Escape") return this.close();
    if (event.key !== "Tab") return;
    const stops = this._stops();
    const [first, last] = [stops[0], stops[stops.length - 1]];
    const isAtEdge = document.activeElement === (event.shiftKey ? first : last);
    if (!isAtEdge) return;
    event.preventDefault();
    (event.shiftKey ? last : first).focus();
  }
}

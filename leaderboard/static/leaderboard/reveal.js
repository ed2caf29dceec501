// A presenter's clicker sends these keys; space and enter press the button, which has the focus.
// Loaded in the head, before the page shows: a press counts from the first moment there is a page.
(() => {
  const NEXT = new Set(["ArrowRight", "ArrowDown", "PageDown", "n"]);
  let isSent = false;
  let isWanted = false;

  function sendOnce() {
    if (document.readyState === "loading") {
      isWanted = true;
      return;
    }
    const form = document.querySelector("[data-next]");
    if (!form || isSent) return;
    isSent = true;
    form.requestSubmit();
  }

  addEventListener("keydown", (event) => {
    if (event.repeat || event.ctrlKey || event.altKey || event.metaKey || !NEXT.has(event.key)) return;
    event.preventDefault();
    sendOnce();
  });
  addEventListener("DOMContentLoaded", () => isWanted && sendOnce());
})();

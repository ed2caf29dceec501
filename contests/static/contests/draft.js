// Keeps what is written in a form on the server, so that a reload or a closed tab loses nothing.
// The server decides which fields it keeps.

const WAIT_MS = 600;

// A reload asks for the page anew with what is kept, and sends no old form again.
history.replaceState(null, "", location.href);

for (const form of document.querySelectorAll("form[data-draft]")) {
  let timer = 0;
  let isNew = false;
  let saving = null;

  const keep = () => {
    clearTimeout(timer);
    if (!isNew || form.dataset.sent) return;
    isNew = false;
    const body = new URLSearchParams(new FormData(form));
    // What cannot be kept stays on the page; nothing depends on it.
    saving = fetch(form.dataset.draft, { method: "POST", body, keepalive: true })
      .catch(() => {})
      .then(() => { saving = null; });
  };

  // Two requests that write one session at once would undo each other: the form waits its turn.
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (!saving) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const button = event.submitter || form.querySelector("button.btn-main");
    saving.then(() => button.click());
  }, true);

  form.addEventListener("input", () => {
    isNew = true;
    clearTimeout(timer);
  });
  // A field that was left, a tick, a unit that was chosen.
  form.addEventListener("change", () => {
    isNew = true;
    clearTimeout(timer);
    timer = setTimeout(keep, WAIT_MS);
  });
  addEventListener("beforeunload", keep);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") keep();
  });
}

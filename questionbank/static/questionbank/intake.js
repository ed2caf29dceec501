// Comforts of the intake: files are dropped onto the form, and Ctrl+Enter saves a question.
// Everything works without them.

for (const form of document.querySelectorAll("[data-drop]")) {
  const files = form.querySelector("input[type=file]");
  form.addEventListener("dragover", (event) => {
    event.preventDefault();
    form.classList.add("is-over");
  });
  form.addEventListener("dragleave", () => form.classList.remove("is-over"));
  form.addEventListener("drop", (event) => {
    form.classList.remove("is-over");
    if (event.dataTransfer && event.dataTransfer.files.length > 0) {
      event.preventDefault();
      files.files = event.dataTransfer.files;
    }
  });
}

for (const form of document.querySelectorAll("[data-item]")) {
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
}

// A form sent twice by an impatient finger would answer with the second, less helpful page.
for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
  });
}
// Coming back by the browser's back button makes the form usable again.
addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});

// Shows the verdict in place of the question; without this script the form opens a page of its own.
for (const form of document.querySelectorAll("form[data-in-place]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form.dataset.sent) return;
    form.dataset.sent = "1";
    const pressed = event.submitter;
    if (pressed && pressed.name) {
      // A form that a script sends does not say which button was pressed.
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name: pressed.name, value: pressed.value }));
    }
    const isPost = form.method === "post";
    const query = new URLSearchParams(new FormData(form));
    try {
      const answer = await fetch(isPost ? form.action : `${form.action}?${query}`, {
        method: isPost ? "POST" : "GET",
        body: isPost ? query : undefined,
      });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const verdict = page.querySelector("#ket-qua");
      if (verdict) {
        form.replaceWith(verdict);
        verdict.querySelector("#ket-luan").focus();
        return;
      }
      const [before, said] = [form.querySelector(".note"), page.querySelector(".note")];
      if (before) before.remove();
      if (said) form.prepend(said);
      delete form.dataset.sent;
    } catch (error) {
      form.submit();
    }
  });
}

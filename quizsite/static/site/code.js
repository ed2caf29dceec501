// Sends the form with a code once all digits are there; typed, pasted or filled in by the phone.

const DIGITS = 6;

for (const form of document.querySelectorAll("form[data-sends-itself]")) {
  const field = form.querySelector("input[autocomplete=one-time-code]");
  let sent = "";
  field.addEventListener("input", () => {
    const code = field.value.replace(/\s/g, "");
    if (code.length !== DIGITS || code === sent) return;
    sent = code;
    form.querySelector("button[type=submit]").click();
  });
}

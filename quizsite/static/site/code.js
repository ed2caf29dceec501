// Sends the form with a code once all digits are there; typed, pasted or filled in by the phone.

const DIGITS = 6;
const isReturn = performance.getEntriesByType("navigation")[0]?.type === "back_forward";

for (const form of document.querySelectorAll("form[data-sends-itself]")) {
  const field = form.querySelector("input[autocomplete=one-time-code]");
  // What the server wrote back was refused.
  let sent = field.defaultValue.trim();
  const sendWhole = () => {
    const code = field.value.replace(/\s/g, "");
    if (code.length !== DIGITS || code === sent) return;
    sent = code;
    form.querySelector("button[type=submit]").click();
  };
  field.addEventListener("input", sendWhole);
  // A quick hand or the phone may be done before this runs; going back shows a code already sent.
  if (!isReturn) sendWhole();
}

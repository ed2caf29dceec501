// Offers to put the site on the home screen where the browser can; "no" holds on this device.
const KEY = "site-install-refused";
const offer = document.querySelector("[data-install]");
const staysOffered = offer.dataset.install === "always";
let prompt = null;

function isRefused() {
  try {
    return localStorage.getItem(KEY) !== null;
  } catch {
    return true; // it could not be remembered, so nobody is asked
  }
}

function refuse() {
  offer.hidden = true;
  try {
    localStorage.setItem(KEY, "1");
  } catch { /* see isRefused */ }
}

addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  if (isRefused() && !staysOffered) return;
  prompt = event;
  offer.hidden = false;
});
addEventListener("appinstalled", () => { offer.hidden = true; });
offer.querySelector("[data-install-yes]").addEventListener("click", async () => {
  offer.hidden = true;
  await prompt?.prompt();
  const choice = await prompt?.userChoice;
  if (choice?.outcome === "dismissed") refuse();
});
offer.querySelector("[data-install-no]")?.addEventListener("click", refuse);

// A seat's code comes behind the # of a scanned address. Browsers send that part to no server; here
// it goes into the form, and out of the address bar and the browser's history.
const form = document.querySelector("[data-seat-code]");
const code = location.hash.slice(1).replace(/[^A-Za-z0-9-]/g, "").slice(0, 20);
if (form && code) {
  form.querySelector("[name=ma]").value = code;
  history.replaceState(null, "", location.pathname);
  form.querySelector("button").focus();
}

// Copies an address, or hands it to the device's own sheet of apps. Without scripts the address
// stands in a field, and the links work by themselves.

for (const part of document.querySelectorAll("[data-share]:not([data-ready])")) {
  part.dataset.ready = "1";
  const { address, title, copied } = part.dataset;
  const [open, copy, said] = ["open", "copy", "said"].map((name) => part.querySelector(`[data-${name}]`));
  const field = part.querySelector("input");
  if (navigator.share) {
    open.hidden = false;
    // A person who closes the sheet has changed their mind, which is no error.
    open.addEventListener("click", () => navigator.share({ title, url: address }).catch(() => {}));
  }
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(address);
    } catch {
      document.execCommand("copy"); // older browsers, and sites without https
    }
    said.textContent = copied;
  });
}

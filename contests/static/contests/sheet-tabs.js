/* On a narrow screen the work and its sheet are two tabs; on a wide one they stand side by side. */

export function beginTabs() {
  const list = document.querySelector(".sheet-tabs");
  if (!list) return;
  const tabs = [...list.querySelectorAll("[role=tab]")];
  const panels = tabs.map((tab) => document.getElementById(tab.getAttribute("aria-controls")));
  const hasFaults = document.querySelector("[data-faults]");
  list.hidden = false;
  document.querySelector(".sheet-sides").classList.add("has-tabs");

  function show(place) {
    tabs.forEach((tab, n) => {
      tab.setAttribute("aria-selected", n === place ? "true" : "false");
      tab.tabIndex = n === place ? 0 : -1;
      if (n === place) panels[n].removeAttribute("data-off");
      else panels[n].setAttribute("data-off", "");
    });
  }

  tabs.forEach((tab, n) => {
    tab.addEventListener("click", () => show(n));
    tab.addEventListener("keydown", (event) => {
      if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
      event.preventDefault();
      const other = (n + 1) % tabs.length;
      show(other);
      tabs[other].focus();
    });
  });
  show(hasFaults ? 1 : 0);
}

/* Loaded in the head, before anything is drawn: the theme and the size of letters that somebody chose
   on this device (/giao-dien/). Without it, or without storage, the browser's own settings hold. */
(function () {
  var root = document.documentElement;
  var CHOICES = { theme: ["sang", "toi"], text: ["to", "rat-to"] };

  function kept(name) {
    try {
      return localStorage.getItem("site-" + name);
    } catch (error) {
      return null;
    }
  }

  function apply() {
    Object.keys(CHOICES).forEach(function (name) {
      var chosen = kept(name);
      if (CHOICES[name].indexOf(chosen) >= 0) root.setAttribute("data-" + name, chosen);
      else root.removeAttribute("data-" + name);
    });
  }

  /* The page without network; a first visit loads its own things before that. */
  function register() {
    var worker = document.querySelector('meta[name="app-worker"]');
    if (!worker || !navigator.serviceWorker) return;
    navigator.serviceWorker
      .register(worker.content, { scope: "/", updateViaCache: "all" })
      .catch(function () { /* The site works without it. */ });
  }

  /* A hall's screen has a design of its own. */
  if (!root.hasAttribute("data-screen")) {
    apply();
    addEventListener("storage", apply);
    addEventListener("pageshow", function (event) {
      if (event.persisted) apply();
    });
  }
  addEventListener("load", function () {
    setTimeout(register, 3000);
  });
})();

// Runs in every browser, so it is written as in 2009. Where a script of the page is lost, or this
// browser cannot read it, the sentence about that stands there at once and says which it is.
(function () {
  function say(isTooOld) {
    var notes = document.querySelectorAll("[data-cannot]");
    for (var i = 0; i < notes.length; i += 1) notes[i].className = notes[i].className.replace("late", "");
    var which = document.querySelectorAll(isTooOld ? "[data-too-old]" : "[data-lost]");
    for (var j = 0; j < which.length; j += 1) which[j].hidden = false;
    var others = document.querySelectorAll("[data-unknown]");
    for (var k = 0; k < others.length; k += 1) others[k].hidden = true;
  }
  window.addEventListener("error", function (event) {
    var lost = event.target && event.target.tagName; // a script's own error has no element
    if (!lost || lost === "SCRIPT") say(!lost);
  }, true);
  if (!("noModule" in document.createElement("script"))) say(true);
})();

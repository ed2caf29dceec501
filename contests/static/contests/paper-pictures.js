/* Fetches the pictures of a paper one after the other, from the question shown on: the next question
   appears at once, and what lies ahead is here when the network goes. */

export function fetchAhead(questions, current) {
  const ahead = [...questions.slice(current), ...questions.slice(0, current)];
  const pictures = [].concat(...ahead.map(picturesOf));
  (function fetchNext() {
    const picture = pictures.shift();
    if (!picture) return;
    if (picture.complete && picture.getAttribute("loading") !== "lazy") return fetchNext();
    picture.addEventListener("load", fetchNext, { once: true });
    picture.addEventListener("error", fetchNext, { once: true });
    picture.setAttribute("loading", "eager"); // hidden ones wait else until they are shown
  })();
}

function picturesOf(question) {
  const before = question.previousElementSibling;
  const hasPassage = before && before.classList.contains("passage");
  return [...(hasPassage ? before.querySelectorAll("img") : []), ...question.querySelectorAll("img")];
}

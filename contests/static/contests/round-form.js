// Keeps the summary of a round true while its form is filled in. The words come from the server.
const form = document.getElementById("ky-thi");
const summary = document.getElementById("tom-tat");
let waiting = 0;
let latest = 0;

async function refresh() {
  const turn = ++latest;
  const answer = await fetch(form.dataset.summary, { method: "POST", body: new FormData(form) }).catch(() => null);
  if (!answer?.ok) return;
  const words = await answer.text();
  if (turn === latest && summary.innerHTML !== words) summary.innerHTML = words;
}

function addUp(matrix) {
  let total = 0;
  for (const cell of matrix.querySelectorAll(".recipe-cell")) {
    const asked = Number(cell.querySelector("input").value) || 0;
    const have = cell.querySelector("[data-have]");
    const missing = Math.max(0, asked - Number(have.dataset.have));
    total += asked;
    cell.classList.toggle("short", missing > 0);
    have.textContent = `có ${have.dataset.have}`;
    if (missing) {
      const word = document.createElement("strong");
      word.textContent = `thiếu ${missing}`;
      have.append(", ", word);
    }
  }
  matrix.querySelector("[data-total]").textContent = total;
}

form.addEventListener("input", (event) => {
  const matrix = event.target.closest(".matrix");
  if (matrix) addUp(matrix);
  clearTimeout(waiting);
  waiting = setTimeout(refresh, 400);
});

// Over a slow line an organiser may have begun before this script came.
const isBegun = (field) => field.defaultValue !== undefined && field.value !== field.defaultValue;
if ([...form.elements].some(isBegun)) {
  form.querySelectorAll(".matrix").forEach(addUp);
  refresh();
}

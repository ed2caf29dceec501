// Scores that glide to their places, the floor of the golden bell, and the podium.

import { el, fill, inWords, setText } from "./screen-parts.js";

const MANY = 7;
const PETALS = 14;

export function drawScores(list, frame, isStill) {
  if (!list) return;
  const lines = withPlaces(frame.scores);
  const most = Math.max(1, ...lines.map((line) => Number(line.total)));
  list.classList.toggle("many", lines.length > MANY);
  const present = new Map([...list.children].map((line) => [line.dataset.team, line]));
  const tops = new Map([...present].map(([team, line]) => [team, line.getBoundingClientRect().top]));
  const drawn = lines.slice(0, 12).map((data) => {
    const line = present.get(String(data.team)) || scoreLine(data.team);
    setText(line.querySelector(".place"), data.place);
    setText(line.querySelector(".who"), data.name);
    setText(line.querySelector(".total"), inWords(data.total));
    line.querySelector(".track span").style.transform = "scaleX(" + (Math.max(0, Number(data.total)) / most).toFixed(3) + ")";
    line.classList.toggle("first", data.place === 1 && Number(data.total) > 0);
    return line;
  });
  list.replaceChildren(...drawn);
  if (isStill) return;
  drawn.forEach((line) => {
    const from = tops.get(line.dataset.team);
    const to = line.getBoundingClientRect().top;
    if (from === undefined || Math.abs(from - to) < 1) return;
    line.animate([{ transform: "translateY(" + (from - to) + "px)" }, { transform: "none" }], { duration: 900, easing: "ease-in-out" });
  });
}

// Equal totals share the higher place; what parts them is told when the run has ended.
function withPlaces(scores) {
  const totals = scores.map((line) => Number(line.total));
  return scores
    .map((line) => ({ ...line, place: 1 + totals.filter((total) => total > Number(line.total)).length }))
    .sort((one, other) => one.place - other.place || (one.number || 0) - (other.number || 0));
}

function scoreLine(team) {
  const line = el("li");
  line.dataset.team = team;
  const track = el("span", "track");
  track.append(el("span"));
  line.append(el("span", "place"), el("span", "who"), track, el("span", "total"));
  return line;
}

export function drawSeats(stage, frame, before, words) {
  const list = stage.querySelector("[data-seats]");
  if (!list) return;
  const seats = frame.seats || [];
  const columns = Math.max(5, Math.ceil(Math.sqrt(seats.length || 1)));
  list.style.setProperty("--columns", columns);
  const was = new Map((before.seats || []).map((seat) => [seat.n, seat.standing]));
  fill(list, seats, () => el("li"), (tile, seat) => {
    setText(tile, seat.n);
    tile.classList.toggle("out", !seat.standing);
    tile.classList.toggle("falling", !seat.standing && was.get(seat.n) === true);
    tile.classList.toggle("rescued", seat.standing && was.get(seat.n) === false);
  });
  const standing = seats.filter((seat) => seat.standing).length;
  setText(stage.querySelector("[data-standing]"), standing);
  const golden = stage.querySelector("[data-golden]");
  golden.hidden = !(frame.bell && frame.bell.golden);
  setText(golden, words.wordGolden);
  setText(stage.querySelector("[data-standing-of]"), words.wordStanding.replace("{of}", seats.length));
}

// Places of teams once the run has ended; of seats once the golden bell has its winners.
function stepsOf(frame, words) {
  if (frame.podium.length) return frame.podium.filter((step) => step.place <= 3).slice(0, 3);
  if (!frame.bell || !frame.bell.over) return [];
  let place = 1;
  return frame.bell.podium.slice(0, 3).map((seats) => {
    const step = { place, name: words.wordSeat.replace("{n}", seats.join(", ")), total: null };
    place += seats.length;
    return step;
  });
}

export function drawPodium(list, frame, isStill, words) {
  if (!list) return;
  const steps = stepsOf(frame, words);
  const said = JSON.stringify(steps);
  if (list.dataset.said === said) return;
  list.dataset.said = said;
  list.replaceChildren(...steps.map((step, n) => {
    const line = el("li", "p" + (n + 1));
    const block = el("div", "block");
    block.append(el("span", "place", step.place), el("span", "total", step.total === null ? "" : inWords(step.total)));
    line.append(el("p", "who", step.name), block);
    return line;
  }));
  list.parentElement.querySelectorAll(".petal").forEach((petal) => petal.remove());
  if (isStill || !steps.length) return;
  for (let n = 0; n < PETALS; n += 1) {
    const petal = el("span", "petal");
    petal.style.left = ((n * 61) % 100) + "vw";
    petal.style.animationDuration = 7 + (n % 5) + "s";
    petal.style.animationDelay = -((n * 1.7) % 9) + "s";
    list.parentElement.prepend(petal);
  }
}

// Small pieces that all screens of the hall draw with.

export const LETTERS = "ABCDEFGH";

// "7.25" → "7,25"; "10.00" → "10".
export const inWords = (points) => String(points).replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "").replace(".", ",");

export function el(tag, name, text) {
  const made = document.createElement(tag);
  if (name) made.className = name;
  if (text !== undefined) made.textContent = text;
  return made;
}

export function setText(element, text) {
  if (element && element.textContent !== String(text)) element.textContent = text;
}

// As many children as there are items; a child that stays is filled anew and not made anew, so
// that only what came moves.
export function fill(list, items, make, draw) {
  while (list.children.length > items.length) list.lastElementChild.remove();
  items.forEach((item, n) => {
    if (!list.children[n]) list.append(make(item, n));
    draw(list.children[n], item, n);
  });
}

const MOST_CHIPS = 8;
const MOST_NAMES = 4;
// What all teams of a province are called first tells none from another.
const KIND = /^(Đội|Phường|Xã|Thị trấn|Quận|Huyện|Thị xã|Thành phố|Sở|UBND)\s+/i;

// The points of all teams in one line: with names as long as there is room, else by their numbers.
export function chips(list, frame, isWanted) {
  const lines = frame.scores;
  const isScored = lines.some((line) => Number(line.total) !== 0);
  list.hidden = !isWanted || !isScored || lines.length > MOST_CHIPS;
  if (list.hidden) return;
  fill(list, lines, () => {
    const chip = el("li");
    chip.append(el("span", "number"), el("span", "who"), el("span", "total"));
    return chip;
  }, (chip, line, n) => {
    const [number, who, total] = chip.children;
    setText(number, line.number || n + 1);
    who.hidden = lines.length > MOST_NAMES;
    setText(who, line.name.replace(KIND, ""));
    setText(total, inWords(line.total));
    chip.classList.toggle("called", Boolean(frame.team && frame.team.id === line.team));
  });
}

// The combobox of units (WAI-ARIA "combobox with list autocomplete"): type a few letters, choose.
// The chosen unit's code travels in the hidden field; without this script the typed name does.

const WAIT_MS = 150;
const WORDS_AFTER_MS = 400;

class UnitPicker {
  constructor(root) {
    this.root = root;
    this.input = root.querySelector("input[type=text]");
    this.code = root.querySelector("input[type=hidden]");
    this.status = root.querySelector("[role=status]");
    this.units = [];
    this.active = -1;
    this.list = document.createElement("ul");
    this.list.id = `${this.input.id}_list`;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", root.dataset.listLabel);
    this.list.hidden = true;
    // Below the words on what was found, which push the rest of the page down.
    this.status.after(this.list);
    this.input.setAttribute("role", "combobox");
    this.input.setAttribute("aria-autocomplete", "list");
    this.input.setAttribute("aria-controls", this.list.id);
    this.input.setAttribute("aria-expanded", "false");
    this.input.classList.toggle("is-chosen", Boolean(this.code.value));
    this.listen();
  }

  listen() {
    this.input.addEventListener("input", () => this.typed());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", (event) => this.leave(event.relatedTarget));
    // Keep the keyboard's place in the field while a finger or mouse chooses.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.choose(this.units[[...this.list.children].indexOf(option)]);
    });
  }

  typed() {
    const query = this.input.value.trim();
    // What was found for the letters before stays until the answer for these is there.
    if (this.code.value || query.length < 2) this.say("");
    this.code.value = "";
    this.input.classList.remove("is-chosen");
    clearTimeout(this.timer);
    if (query.length < 2) return this.close();
    this.timer = setTimeout(() => this.search(query), WAIT_MS);
  }

  async search(query) {
    this.asking?.abort();
    this.asking = new AbortController();
    const url = `${this.root.dataset.url}?q=${encodeURIComponent(query)}`;
    try {
      const answer = await fetch(url, { signal: this.asking.signal });
      if (!answer.ok) throw new TypeError(answer.statusText);
      this.show(await answer.json());
    } catch (error) {
      if (error.name === "AbortError") return;
      this.close();
      this.say(this.root.dataset.offline, true);
    }
  }

  show({ results: units, notes = [], is_near: isNear, has_more: hasMore }) {
    if (document.activeElement !== this.input) return;
    this.units = units;
    this.list.replaceChildren(...units.map((unit, i) => this.option(unit, i)));
    this.list.hidden = units.length === 0;
    this.input.setAttribute("aria-expanded", String(units.length > 0));
    this.activate(-1);
    const { none, some, many, near } = this.root.dataset;
    if (units.length === 0) return this.say(none, true);
    const count = isNear ? near : hasMore ? many : some.replace("NN", units.length);
    this.say([...notes, count].join("\n"));
  }

  // Everybody reads it, and screen readers say it.
  say(words, isWrong = false) {
    this.status.textContent = words;
    this.status.classList.toggle("is-wrong", isWrong);
  }

  option(unit, i) {
    const option = document.createElement("li");
    option.id = `${this.list.id}_${i}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    const where = document.createElement("span");
    const formerly = unit.formerly && `${this.root.dataset.formerly} ${unit.formerly}`;
    where.textContent = [formerly, unit.path || unit.kind].filter(Boolean).join(" · ");
    option.append(unit.name, where);
    return option;
  }

  key(event) {
    const last = this.units.length - 1;
    const isOpen = !this.list.hidden;
    if (event.key === "Escape") {
      this.close(); // and a search under way with it
      if (!isOpen) return;
    } else if (event.key === "Enter" && isOpen && this.active >= 0) this.choose(this.units[this.active]);
    else if (event.key === "ArrowDown" && isOpen) this.activate(this.active >= last ? 0 : this.active + 1);
    else if (event.key === "ArrowDown") return this.typed();
    else if (event.key === "ArrowUp" && isOpen) this.activate(this.active <= 0 ? last : this.active - 1);
    else return;
    event.preventDefault();
  }

  activate(i) {
    this.active = i;
    [...this.list.children].forEach((option, at) => {
      option.setAttribute("aria-selected", String(at === i));
      if (at === i) option.scrollIntoView({ block: "nearest" });
    });
    if (i >= 0) this.input.setAttribute("aria-activedescendant", this.list.children[i].id);
    else this.input.removeAttribute("aria-activedescendant");
  }

  choose(unit) {
    this.input.value = unit.name;
    this.code.value = unit.code;
    this.input.classList.add("is-chosen");
    // A list from an earlier, unclear answer would be asked again.
    this.root.querySelector("fieldset")?.remove();
    this.close();
    this.say(`${this.root.dataset.chosen} ${unit.path ? `${unit.name}, ${unit.path}` : unit.name}`);
    this.root.dispatchEvent(new CustomEvent("unit-chosen", { detail: unit, bubbles: true }));
  }

  leave(forWhat) {
    this.close();
    const isUnchosen = this.input.value.trim() && !this.code.value && this.units.length > 0;
    // Words that come at once would push a button away from under the finger that presses it.
    if (isUnchosen && !forWhat?.matches("button")) {
      this.timer = setTimeout(() => this.say(this.root.dataset.unchosen, true), WORDS_AFTER_MS);
    }
  }

  close() {
    clearTimeout(this.timer);
    this.asking?.abort();
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.activate(-1);
  }
}

for (const root of document.querySelectorAll("[data-unit-picker]")) new UnitPicker(root);

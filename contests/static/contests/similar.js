// While somebody types the title of an idea, like ideas are listed below it.
// Without this script, or without network, the form shows them once it is sent.

const WAIT_MS = 400;
const SHORTEST = 8;

class SimilarIdeas {
  constructor(root) {
    this.root = root;
    this.input = document.getElementById(root.dataset.input);
    this.list = root.querySelector("ul");
    this.status = root.querySelector("[role=status]");
    this.input.addEventListener("input", () => this.typed());
  }

  typed() {
    clearTimeout(this.timer);
    const title = this.input.value.trim();
    if (title.length < SHORTEST) return this.show([]);
    this.timer = setTimeout(() => this.ask(title), WAIT_MS);
  }

  async ask(title) {
    this.asking?.abort();
    this.asking = new AbortController();
    try {
      const url = `${this.root.dataset.url}?q=${encodeURIComponent(title)}`;
      const answer = await fetch(url, { signal: this.asking.signal });
      if (answer.ok) this.show((await answer.json()).similar);
    } catch {
      // The form asks again when it is sent.
    }
  }

  show(found) {
    this.root.hidden = found.length === 0;
    this.status.textContent = found.length ? this.root.dataset.said : "";
    this.list.replaceChildren(...found.map((one) => this.row(one)));
  }

  row(one) {
    const row = document.createElement("li");
    const link = document.createElement("a");
    link.href = one.url;
    link.target = "_blank";
    link.rel = "noopener";
    link.textContent = one.title;
    const said = document.createElement("span");
    said.className = "secondary";
    said.textContent = ` ${one.said}`;
    row.append(link, said);
    return row;
  }
}

for (const root of document.querySelectorAll("[data-similar]")) new SimilarIdeas(root);

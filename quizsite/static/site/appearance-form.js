// Keeps on this device what is chosen, and shows it at once; other open pages hear of it by themselves.
const root = document.documentElement;
const said = document.querySelector("[data-said]");

function stored(name) {
  try {
    return localStorage.getItem(`site-${name}`) ?? "";
  } catch {
    return root.getAttribute(`data-${name}`) ?? "";
  }
}

function store(name, value) {
  try {
    if (value) localStorage.setItem(`site-${name}`, value);
    else localStorage.removeItem(`site-${name}`);
    return stored(name) === value;
  } catch {
    return false;
  }
}

function choose({ target }) {
  const { name, value } = target;
  if (value) root.setAttribute(`data-${name}`, value);
  else root.removeAttribute(`data-${name}`);
  said.textContent = store(name, value) ? said.dataset.kept : said.dataset.notKept;
}

const form = document.querySelector("[data-appearance]");
for (const input of form.querySelectorAll("input[type=radio]")) {
  input.checked = input.value === stored(input.name);
}
form.addEventListener("change", choose);
form.hidden = false;

/* The marks of a sheet: the sum, the keyboard, and what is wrong at which line. */

const NUMBER = /^\s*(\d{1,4})(?:[.,](\d{1,2}))?\s*$/;

function hundredths(text) {
  const found = NUMBER.exec(text);
  return found ? Number(found[1]) * 100 + Number((found[2] || "").padEnd(2, "0")) : null;
}

function words(points) {
  return (points / 100).toFixed(2).replace(/\.?0+$/, "").replace(".", ",");
}

export function beginMarks(form, changed) {
  const marks = [...form.querySelectorAll("input.mark")];
  const total = form.querySelector("[data-total]");

  function add() {
    const told = marks.map((one) => hundredths(one.value)).filter((one) => one !== null);
    total.textContent = told.length ? words(told.reduce((sum, one) => sum + one, 0)) : "–";
  }

  function step(input, by) {
    const size = Number(input.dataset.step);
    const now = hundredths(input.value);
    const next = now === null ? (by > 0 ? 0 : Number(input.dataset.most)) : now + by * size;
    input.value = words(Math.max(0, Math.min(Number(input.dataset.most), next)));
    clear(form, input);
    add();
    changed();
  }

  marks.forEach((input, place) => {
    input.addEventListener("input", () => {
      clear(form, input);
      add();
    });
    input.addEventListener("focus", () => input.select());
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.ctrlKey) {
        event.preventDefault();
        const next = marks[place + 1] || form.querySelector("#nhan-xet-0");
        next.focus();
      } else if (event.key === "ArrowUp" || event.key === "ArrowDown") {
        event.preventDefault();
        step(input, event.key === "ArrowUp" ? 1 : -1);
      }
    });
  });
  add();
}

function clear(form, input) {
  const fault = form.querySelector(`#${input.id.replace("diem-", "loi-")}`);
  input.removeAttribute("aria-invalid");
  if (fault) fault.hidden = true;
}

export function showFaults(form, faults) {
  let first = null;
  for (const [pk, said] of Object.entries(faults)) {
    const fault = form.querySelector(`[data-fault="${pk}"]`);
    const input = form.querySelector(`#diem-${pk}`);
    if (fault) {
      fault.textContent = said;
      fault.hidden = false;
    }
    const field = input || form.querySelector(`#nhan-xet-${pk}`);
    if (input) {
      input.setAttribute("aria-invalid", "true");
      input.setAttribute("aria-describedby", `muc-${pk} loi-${pk}`);
    }
    first = first || field;
  }
  if (first) first.focus();
}

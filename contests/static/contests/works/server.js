/* Requests of the writing page. An answer that is no refusal and no success counts as no network. */

export class NoNetwork extends Error {}

export class Refused extends Error {
  constructor(status, said) {
    super(said.message || "Máy chủ không nhận. Hãy tải lại trang; chữ đã gõ vẫn còn.");
    this.status = status;
    this.code = said.code || "";
    this.said = said;
  }
}

export async function ask(url, options) {
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  let response;
  try {
    const headers = Object.assign({ "X-CSRFToken": token, Accept: "application/json" }, options.headers);
    response = await fetch(url, Object.assign({ credentials: "same-origin" }, options, { headers }));
  } catch (error) {
    throw new NoNetwork();
  }
  if (response.status === 429 || response.status >= 500) throw new NoNetwork();
  let said = {};
  try {
    said = await response.json();
  } catch (error) {
    /* A page in place of JSON: of a proxy, or of a check that runs before the view. */
  }
  if (!response.ok) throw new Refused(response.status, said);
  return said;
}

/* Wait longer after each failure, or until the device says that it is online again. */
export function pause(tries) {
  return new Promise((resolve) => {
    const done = () => {
      self.removeEventListener("online", done);
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(done, Math.min(30000, 1000 * 2 ** tries));
    addEventListener("online", done);
  });
}

/* What the browser keeps for the page on this device. Where storage is blocked or full every
   function says so: the page may only claim what it has read back. */

export function readKept(key) {
  try {
    return localStorage.getItem(key);
  } catch (error) {
    return null;
  }
}

/* Return whether the value is kept now. A value that could not be kept leaves none behind: an
   older one would come back as if it were the newest. */
export function keep(key, value) {
  try {
    localStorage.setItem(key, value);
    if (localStorage.getItem(key) === value) return true;
  } catch (error) {
    /* Said below. */
  }
  forget(key);
  return false;
}

export function forget(key) {
  try {
    localStorage.removeItem(key);
  } catch (error) {
    /* Nothing is kept then. */
  }
}

/* A list that was kept as JSON; an empty one if there is none or it is damaged. */
export function readList(key) {
  try {
    const list = JSON.parse(readKept(key) || "[]");
    return Array.isArray(list) ? list : [];
  } catch (error) {
    return [];
  }
}

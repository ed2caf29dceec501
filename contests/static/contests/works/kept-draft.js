/* What is written and not acknowledged yet, on this device; once the server has it, it goes. */

import { forget, keep, readKept } from "../device.js";

export class KeptDraft {
  constructor(work) {
    this.key = `bai-viet-${work}`;
  }

  /* Return whether it is kept; the page only claims what it has read back. */
  keep(draft) {
    return keep(this.key, JSON.stringify(draft));
  }

  read() {
    try {
      const draft = JSON.parse(readKept(this.key) || "null");
      return draft && draft.texts ? draft : null;
    } catch (error) {
      return null;
    }
  }

  forget() {
    forget(this.key);
  }
}

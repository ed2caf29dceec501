/* When a server restarts, thousands of sockets close in the same second. Each comes back at a time
   of its own, spread evenly over the whole wait (full jitter), and waits longer each time it fails.
   Nothing hangs on it meanwhile: pages ask over HTTP as long as they have no socket. */

const FIRST_MS = 10000;
const LONGEST_MS = 60000;

export const jitter = (ms) => Math.random() * ms;

/* How long to wait after so many tries in a row that failed. */
export const reconnectIn = (failed) => jitter(Math.min(LONGEST_MS, FIRST_MS * 2 ** failed));

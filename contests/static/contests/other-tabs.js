/* Only the newest tab of a paper may save. A tab learns of a newer one in the same browser at
   once, on other devices by socket, and without a socket by asking every 4 s. */

import { reconnectIn } from "../reconnect.js";

const ASK_EVERY_MS = 4000;

export class OtherTabs {
  constructor({ attempt, socketPath, onNewer, ask }) {
    this.onNewer = onNewer;
    this.ask = ask;
    this.failed = 0;
    this.socket = null;
    this.url = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${socketPath}`;
    this.channel = openChannel(`bai-thi:${attempt}`);
    if (this.channel) this.channel.onmessage = (event) => this._heard(event.data);
  }

  begin(writer) {
    this.writer = writer;
    if (this.channel) this.channel.postMessage(writer);
    this._connect();
    this.asking = setInterval(() => {
      if (!this.socket || this.socket.readyState !== 1) this.ask(); // 1 is open
    }, ASK_EVERY_MS);
  }

  /* This tab takes the paper up again: its own new number is no newer tab. */
  pause() {
    this.writer = Infinity;
  }

  goOn(writer) {
    this.writer = writer;
  }

  stop() {
    this.isStopped = true;
    clearInterval(this.asking);
    if (this.socket) this.socket.close();
  }

  _heard(writer) {
    if (this.writer !== undefined && writer > this.writer && !this.isStopped) this.onNewer(writer);
  }

  _connect() {
    if (this.isStopped) return;
    try {
      this.socket = new WebSocket(this.url);
    } catch (error) {
      return; // it is forbidden here: asking every 4 s is enough
    }
    this.socket.onopen = () => (this.failed = 0);
    this.socket.onmessage = (event) => this._heard(JSON.parse(event.data).writer);
    this.socket.onclose = () => setTimeout(() => this._connect(), reconnectIn(this.failed++));
  }
}

/* Null where the browser has none, or forbids it together with storage. */
function openChannel(name) {
  try {
    // eslint-disable-next-line compat/compat -- Safari before 15.4 gets null
    return new BroadcastChannel(name);
  } catch (error) {
    return null;
  }
}

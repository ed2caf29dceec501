/* Only the newest tab of a paper may save. A tab learns of a newer one in the same browser at
   once, on other devices by socket, and without a socket by asking every 4 s. */

import { reconnectIn } from "../reconnect.js";

const ASK_EVERY_MS = 4000;

export class OtherTabs {
  constructor({ attempt, socketPath, onNewer, ask }) {
    this.onNewer = onNewer;
    this.ask = ask;
    this.failed = 0;
    this.url = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${socketPath}`;
    this.channel = "BroadcastChannel" in window ? new BroadcastChannel(`bai-thi:${attempt}`) : null;
    if (this.channel) this.channel.onmessage = (event) => this.#heard(event.data);
  }

  begin(writer) {
    this.writer = writer;
    this.channel?.postMessage(writer);
    this.#connect();
    this.asking = setInterval(() => {
      if (this.socket?.readyState !== WebSocket.OPEN) this.ask();
    }, ASK_EVERY_MS);
  }

  stop() {
    this.isStopped = true;
    clearInterval(this.asking);
    this.socket?.close();
  }

  #heard(writer) {
    if (this.writer !== undefined && writer > this.writer && !this.isStopped) this.onNewer();
  }

  #connect() {
    if (this.isStopped) return;
    this.socket = new WebSocket(this.url);
    this.socket.onopen = () => (this.failed = 0);
    this.socket.onmessage = (event) => this.#heard(JSON.parse(event.data).writer);
    this.socket.onclose = () => setTimeout(() => this.#connect(), reconnectIn(this.failed++));
  }
}

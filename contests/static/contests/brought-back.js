/* After a restore of the server: the page brings back what was acknowledged, and says what became
   of it. Then the paper goes on, is closed, or waits for the organisers. */

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 8000;
const ASK_AGAIN_MS = 15000; // while organisers decide
const byId = (id) => document.getElementById(id);

export class BroughtBack {
  constructor(desk) {
    this.desk = desk;
    this.running = null;
  }

  /* Return a promise: does the paper go on? */
  begin(outcome) {
    if (!this.running) {
      this.running = this._bringBack(outcome).then((goesOn) => {
        this.running = null;
        return goesOn;
      });
    }
    return this.running;
  }

  async _bringBack(outcome) {
    const { desk } = this;
    desk.outbox.stop();
    desk.others.pause();
    desk.showState("sending", "Máy chủ vừa khôi phục, đang gửi lại…");
    for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
      const told = await desk.outbox.receipts.bringBack(desk.outbox.ticket);
      if (told && told.status !== 200) {
        desk.endHere(outcome || told, []);
        return false;
      }
      if (told) {
        this._say(told);
        if (told.state !== "waiting") return this._goOn(told);
        desk.holdOn("Chờ ban tổ chức quyết định");
        wait = ASK_AGAIN_MS;
      } else {
        desk.showState("offline", "Mất mạng: các câu đã lưu còn trên máy này, sẽ tự gửi lại");
      }
      await new Promise((resolve) => setTimeout(resolve, wait * (0.5 + Math.random() / 2)));
    }
  }

  _goOn({ state, tab }) {
    const { desk } = this;
    if (state === "open" && tab) {
      desk.goOn(tab);
      return true;
    }
    if (state === "open") location.reload();
    else if (state === "closed") desk.leave(desk.settings.result_url);
    else desk.holdOn("Không nhận lại");
    return false;
  }

  _say({ message }) {
    const place = byId("khoi-phuc");
    place.firstElementChild.textContent = message;
    if (place.hidden) this.desk.say(message);
    place.hidden = false;
  }
}

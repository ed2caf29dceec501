"""A mailbox over IMAP on this machine: as much of the protocol as imaplib asks for."""

import re
import socketserver
import threading
from contextlib import contextmanager


class Box(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Session)
        self.mails, self.seen = {}, set()
        self.password = "đúng"

    @property
    def port(self):
        return self.server_address[1]


class _Session(socketserver.StreamRequestHandler):
    def say(self, text):
        self.wfile.write(text if isinstance(text, bytes) else f"{text}\r\n".encode())

    def handle(self):
        self.say("* OK ready")
        for line in self.rfile:
            tag, _space, said = line.decode().strip().partition(" ")
            if not self.answer(said):
                self.say(f"{tag} NO refused")
                continue
            self.say(f"{tag} OK done")
            if said.upper() == "LOGOUT":
                return

    def answer(self, said):
        box, words = self.server, said.upper()
        if words.startswith("CAPABILITY"):
            self.say("* CAPABILITY IMAP4rev1")
        elif words.startswith("LOGIN"):
            return box.password in said
        elif words.startswith("SELECT"):
            self.say(f"* {len(box.mails)} EXISTS")
        elif words.startswith("UID SEARCH"):
            new = [str(n) for n in box.mails if n not in box.seen]
            self.say("* SEARCH " + " ".join(new))
        elif words.startswith("UID FETCH"):
            number, most = map(int, re.match(r"UID FETCH (\d+) .*<0\.(\d+)>", words).groups())
            body = box.mails[number][:most]
            self.say(f"* {number} FETCH (UID {number} BODY[]<0> {{{len(body)}}}")
            self.say(body + b")\r\n")
        elif words.startswith("UID STORE"):
            box.seen.add(int(words.split()[2]))
        return True


@contextmanager
def mailbox_server():
    box = Box()
    thread = threading.Thread(target=box.serve_forever, daemon=True)
    thread.start()
    try:
        yield box
    finally:
        box.shutdown()
        box.server_close()
        thread.join()

"""A push service on this machine, and a browser that can read what was encrypted for it."""

import json
import struct
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from quizsite.notifications.push_encryption import point_of, to_base64

SECRET = b"sixteen letters!"


class Browser:
    """Decrypts as RFC 8291 says, written from the receiver's side."""

    def __init__(self, name="an"):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.point = point_of(self.key)
        self.keys = {"point": to_base64(self.point), "secret": to_base64(SECRET)}
        self.endpoint = f"https://fcm.googleapis.com/fcm/send/{name}"

    def read(self, body):
        salt, size, length = body[:16], *struct.unpack("!LB", body[16:21])
        sender, text = body[21 : 21 + length], body[21 + length :]
        assert len(text) <= size
        theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender)
        info = b"WebPush: info\0" + self.point + sender
        shared = HKDF(hashes.SHA256(), 32, SECRET, info).derive(
            self.key.exchange(ec.ECDH(), theirs)
        )
        key = HKDF(hashes.SHA256(), 16, salt, b"Content-Encoding: aes128gcm\0").derive(shared)
        nonce = HKDF(hashes.SHA256(), 12, salt, b"Content-Encoding: nonce\0").derive(shared)
        plain = AESGCM(key).decrypt(nonce, text, None)
        assert plain.endswith(b"\x02")
        return json.loads(plain[:-1])


class Service(ThreadingHTTPServer):
    """`answers` gives the status for an end of the path; 201 for others."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers, self.got = {}, []


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((self.path, dict(self.headers), body))
        self.send_response(self.server.answers.get(self.path.rpartition("/")[2], 201))
        self.end_headers()

    def log_message(self, *_args):
        """Tests read what came, not a log."""


@contextmanager
def push_service():
    service = Service()
    thread = threading.Thread(target=service.serve_forever, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        service.shutdown()
        service.server_close()
        thread.join()

"""Text messages go to a gateway as signed JSON, or the caller learns that they did not."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from quizsite.accounts.sms_gateway import GatewayRefused, HttpSender, signature


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((self.path, self.headers, body))
        self.send_response(self.server.status)
        self.send_header("Location", "/elsewhere")
        self.end_headers()

    def log_message(self, *_args):
        """The test reads what came."""


@pytest.fixture
def gateway(settings):
    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.status, server.got = 202, []
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.SMS_GATEWAY_URL = f"http://127.0.0.1:{server.server_address[1]}/gui"
    settings.SMS_GATEWAY_KEY = "khoa chung"
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_message_is_signed_with_its_moment(gateway):
    HttpSender().send(to="+84912345678", text="Mã xác nhận: 123456")
    [(path, headers, body)] = gateway.got
    said = json.loads(body)
    assert (path, said["to"], said["text"]) == ("/gui", "+84912345678", "Mã xác nhận: 123456")
    own = signature(body, moment=headers["X-Timestamp"], key="khoa chung")
    assert headers["X-Signature"] == f"sha256={own}"
    assert own != signature(body, moment="0", key="khoa chung")


@pytest.mark.parametrize("status", [302, 400, 500])
def test_what_the_gateway_does_not_take_is_an_error(gateway, status):
    gateway.status = status
    with pytest.raises(GatewayRefused):
        HttpSender().send(to="+84912345678", text="Mã")
    assert len(gateway.got) == 1  # no redirect is followed


def test_a_gateway_out_of_reach_is_an_error(settings):
    settings.SMS_GATEWAY_URL = "http://127.0.0.1:1/"
    with pytest.raises(OSError, match="refused"):
        HttpSender().send(to="+84912345678", text="Mã")

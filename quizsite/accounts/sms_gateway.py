"""A sender for gateways that take signed JSON over HTTP; an office names its address and key.

The body is {"to", "text", "id"}. X-Timestamp is in seconds; X-Signature is "sha256=" and the HMAC
of timestamp, a dot and the body. A gateway that counts ids sends nothing twice."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import time
import uuid
from urllib.parse import urlsplit

from django.conf import settings

TIMEOUT_S = 10


class GatewayRefused(OSError):
    """The gateway answered, and did not take the message.

    410 means that nobody has this number; 400, 413 and 422 that it will never take this message;
    everything else that it may later."""

    def __init__(self, status: int) -> None:
        super().__init__(f"the gateway answered {status}")
        self.status = status


class HttpSender:
    """Chosen by SMS_SENDER=quizsite.accounts.sms_gateway.HttpSender."""

    def send(self, *, to: str, text: str) -> None:
        self.send_numbered(to=to, text=text, number=str(uuid.uuid4()))

    def send_numbered(self, *, to: str, text: str, number: str) -> None:
        said = {"to": to, "text": text, "id": number}
        body = json.dumps(said, ensure_ascii=False).encode()
        moment = str(int(time.time()))
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "X-Timestamp": moment,
            "X-Signature": f"sha256={signature(body, moment=moment, key=settings.SMS_GATEWAY_KEY)}",
        }
        status = _post(settings.SMS_GATEWAY_URL, body, headers)
        if not 200 <= status < 300:
            raise GatewayRefused(status)


def signature(body: bytes, *, moment: str, key: str) -> str:
    return hmac.new(key.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()


def _post(address: str, body: bytes, headers: dict[str, str]) -> int:
    """Post and return the status; redirects are not followed."""
    parts = urlsplit(address)
    is_secure = parts.scheme == "https"
    kind = http.client.HTTPSConnection if is_secure else http.client.HTTPConnection
    connection = kind(parts.netloc, timeout=TIMEOUT_S)
    try:
        connection.request("POST", parts.path or "/", body, headers)
        return connection.getresponse().status
    except http.client.HTTPException as error:
        raise OSError(type(error).__name__) from error
    finally:
        connection.close()

"""Asks a ClamAV daemon whether a file is infected (clamd's INSTREAM), where one is configured.

The daemon gets the bytes over a socket, so it needs no right to our folders. Both libraries for
it on PyPI are of 2014 and 2017; the exchange is one command, chunks with their length, one line."""

from __future__ import annotations

import socket
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from quizsite.refusals import Refusal

_CHUNK = 256 * 1024
_TIMEOUT_S = 60
_LONGEST_ANSWER = 4096


class InfectedFile(Refusal):
    code = "infected_file"
    status = 400
    message = _(
        "Máy chủ thấy mã độc trong tệp này nên không nhận. Hãy quét vi-rút máy của bạn, lưu bài"
        " thành tệp mới rồi gửi lại."
    )


class ScannerUnreachable(Refusal):
    """The file was not scanned; nobody may see it until it was. Trying again later may work."""

    code = "scanner_unreachable"
    status = 503
    message = _(
        "Máy chủ chưa quét vi-rút được nên chưa nhận tệp. Tệp vẫn ở máy của bạn: hãy gửi lại sau"
        " ít phút."
    )


class ScanWaits(ScannerUnreachable):
    """The site keeps such a file closed and scans it later (CLAMD_UNREACHABLE=wait)."""

    code = "scan_waits"
    message = _("Đã nhận tệp; máy chủ sẽ quét vi-rút và đọc tệp khi máy quét hoạt động lại.")


def check_not_infected(path: Path) -> None:
    """Without a scanner in the settings nothing is asked."""
    if not settings.CLAMD_SOCKET:
        return
    try:
        answer = _answer(path)
    except OSError as error:
        raise _unreachable() from error
    if answer.endswith("FOUND"):
        name = answer.removeprefix("stream:").removesuffix("FOUND").strip()
        raise InfectedFile(name=name)
    if not answer.endswith("OK"):  # "INSTREAM size limit exceeded. ERROR", or silence
        raise _unreachable()


def _unreachable() -> ScannerUnreachable:
    return ScanWaits() if settings.CLAMD_UNREACHABLE == "wait" else ScannerUnreachable()


def _answer(path: Path) -> str:
    with _connected() as link, path.open("rb") as stream:
        link.sendall(b"zINSTREAM\0")
        while chunk := stream.read(_CHUNK):
            link.sendall(len(chunk).to_bytes(4, "big") + chunk)
        link.sendall(bytes(4))
        answer = b""
        while b"\0" not in answer and len(answer) < _LONGEST_ANSWER and (more := link.recv(1024)):
            answer += more
    return answer.split(b"\0")[0].decode("utf-8", "replace").strip()


def _connected() -> socket.socket:
    """The setting is a path of a socket, or host:port."""
    where = settings.CLAMD_SOCKET
    if where.startswith("/"):
        link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        link.settimeout(_TIMEOUT_S)
        try:
            link.connect(where)
        except OSError:
            link.close()
            raise
        return link
    host, _colon, port = where.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=_TIMEOUT_S)

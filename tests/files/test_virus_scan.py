"""ClamAV's INSTREAM, spoken with a server of the test."""

import socket
import threading

import pytest

from quizsite.files.virus_scan import (
    InfectedFile,
    ScannerUnreachable,
    ScanWaits,
    check_not_infected,
)
from quizsite.files.works import inspect_file
from tests.files import hostile_works as made

# The harmless text that every scanner takes for a virus, in two pieces so that this file is none.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Clamd:
    """Reads one stream a connection, as clamd does, and answers in its words."""

    def __init__(self, *, answer=None):
        self.heard = b""
        self.answer = answer
        self._server = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._server.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self):
        while True:
            try:
                link, _address = self._server.accept()
            except OSError:
                return
            with link, link.makefile("rb") as stream:
                assert stream.read(10) == b"zINSTREAM\0"
                while size := int.from_bytes(stream.read(4), "big"):
                    self.heard += stream.read(size)
                link.sendall(self._said())

    def _said(self):
        if self.answer is not None:
            return self.answer
        is_bad = EICAR in self.heard
        return b"stream: Win.Test.EICAR_HDB-1 FOUND\0" if is_bad else b"stream: OK\0"

    def stop(self):
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self._thread.join(5)


@pytest.fixture
def clamd(settings):
    server = Clamd()
    settings.CLAMD_SOCKET = server.address
    yield server
    server.stop()


def file_of(tmp_path, data):
    path = tmp_path / "upload"
    path.write_bytes(data)
    return path


def test_the_scanner_sees_every_byte_before_the_file_is_read(clamd, tmp_path):
    data = made.word()
    assert inspect_file(file_of(tmp_path, data), name="bai.docx").kind == "docx"
    assert clamd.heard == data


def test_a_large_file_goes_in_pieces(clamd, tmp_path):
    data = bytes(700_000)
    check_not_infected(file_of(tmp_path, data))
    assert clamd.heard == data


def test_an_infected_file_is_refused_with_the_name_of_the_virus(clamd, tmp_path):
    with pytest.raises(InfectedFile) as refused:
        inspect_file(file_of(tmp_path, EICAR), name="bai.docx")
    assert refused.value.detail == {"name": "Win.Test.EICAR_HDB-1"}


@pytest.mark.parametrize(
    ("setting", "refusal"), [("refuse", ScannerUnreachable), ("wait", ScanWaits)]
)
def test_a_scanner_that_is_silent_is_told_never_passed_over(settings, tmp_path, setting, refusal):
    with socket.create_server(("127.0.0.1", 0)) as free:
        settings.CLAMD_SOCKET = f"127.0.0.1:{free.getsockname()[1]}"
    settings.CLAMD_UNREACHABLE = setting
    with pytest.raises(ScannerUnreachable) as refused:
        check_not_infected(file_of(tmp_path, b"a"))
    assert type(refused.value) is refusal


@pytest.mark.parametrize("answer", [b"", b"INSTREAM size limit exceeded. ERROR\0"])
def test_an_answer_that_says_nothing_of_the_file_is_no_consent(settings, tmp_path, answer):
    server = Clamd(answer=answer)
    settings.CLAMD_SOCKET = server.address
    with pytest.raises(ScannerUnreachable):
        check_not_infected(file_of(tmp_path, b"a"))
    server.stop()


def test_without_a_scanner_nothing_is_asked(settings, tmp_path):
    settings.CLAMD_SOCKET = ""
    check_not_infected(file_of(tmp_path, EICAR))

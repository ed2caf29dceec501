"""nginx, as deployed, answers in Vietnamese by itself, with nobody behind it."""

import re
import shutil
import subprocess
import time

import pytest

from quizsite.simulation import nginx

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not nginx.is_installed(), reason="needs nginx and openssl"),
    pytest.mark.skipif(not shutil.which("curl"), reason="needs curl"),
]
LARGE = 13_000_000


@pytest.fixture(scope="module")
def front(tmp_path_factory):
    # A short name: the path of a socket file has 107 letters at most.
    folder = tmp_path_factory.mktemp("n")
    (folder / "large").write_bytes(bytes(LARGE))
    with nginx.in_front(folder) as (port, _pid):
        yield folder, f"https://localhost:{port}"


def ask(front, path, *words):
    folder, url = front
    command = ["curl", "-sk", *words, "-w", "\n%{http_code}", f"{url}{path}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)  # noqa: S603 -- our own words
    text, _line, status = done.stdout.rpartition("\n")
    [title] = re.findall(r"<title>(.*?)</title>", text)
    return int(status), title


@pytest.mark.parametrize("version", ["--http1.1", "--http2"])
@pytest.mark.parametrize("path", ["/", "/to-chuc/ngan-hang/nhap/"])
def test_what_is_too_large_is_told_in_vietnamese(front, path, version):
    """Over HTTP/2 nginx refused it a second time on the way to the page, and said so in English."""
    found = ask(front, path, version, "--data-binary", "@large")
    assert found == (413, "Tệp quá lớn")


@pytest.mark.parametrize("version", ["--http1.1", "--http2"])
def test_an_answer_to_a_survey_that_is_too_large_leaves_no_line(front, version):
    found = ask(front, "/khao-sat/x/", version, "--data-binary", "@large")
    assert found == (413, "Phiếu quá lớn")
    time.sleep(6)  # lines of the access log are kept back for 5 s
    folder, _url = front
    kept = [(folder / name).read_text() for name in ("access.log", "error.log")]
    assert "khao-sat" not in "".join(kept)


SECRET_PATHS = ("moi-thi", "loi-moi", "sang-kien/theo-doi", "cuoc-thi/x/bai-viet/dong-tac-gia")


@pytest.mark.parametrize("path", SECRET_PATHS)
def test_no_log_keeps_an_address_that_opens_something(front, path):
    """Nobody is behind it, which the error log would tell with the whole address."""
    assert ask(front, f"/{path}/bi-mat-1/") == (503, "Máy chủ đang bận")
    assert ask(front, f"/{path}/bi-mat-1/", "--data-binary", "@large") == (413, "Tệp quá lớn")
    folder, _url = front
    assert "bi-mat" not in (folder / "error.log").read_text()


def test_other_addresses_stand_in_the_error_log(front):
    ask(front, "/tim-loi-o-day/")
    folder, _url = front
    assert "/tim-loi-o-day/" in (folder / "error.log").read_text()


@pytest.mark.parametrize("words", [[], ["--data-binary", "a=b"]], ids=["GET", "POST"])
def test_a_site_that_is_away_is_told_in_vietnamese(front, words):
    assert ask(front, "/", *words) == (503, "Máy chủ đang bận")

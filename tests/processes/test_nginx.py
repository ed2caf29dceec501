"""nginx accepts deploy/nginx.conf, and its limits fit the servers behind it."""

import re
import subprocess

import pytest
from django.conf import settings

from benchmarks.nginx import CONFIGURATION, Front, is_installed, program, write_configuration
from quizsite.serving import KEEP_ALIVE_S
from quizsite.web.json_endpoint import MAX_BODY


def location(start):
    """Return the text between the braces of a location."""
    found = re.search(
        rf"location {re.escape(start)} \{{(.*?)\n        \}}", CONFIGURATION.read_text(), re.S
    )
    assert found, start
    return found[1]


@pytest.mark.skipif(not is_installed(), reason="needs nginx and openssl on this machine")
@pytest.mark.parametrize("front", [Front(), Front(is_encrypted=False, live=1, is_limited=False)])
def test_nginx_accepts_the_configuration(tmp_path, front):
    path = write_configuration(tmp_path, 4443, front)
    command = [program(), "-t", "-p", tmp_path, "-c", path, "-e", tmp_path / "error.log"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 -- our own command
    assert done.returncode == 0, done.stderr
    assert "warn" not in done.stderr


def test_saves_go_to_live_processes_and_nginx_may_retry_them():
    saves = location(f"= {settings.SAVE_PATH}")
    assert "proxy_pass http://saves;" in saves
    assert "non_idempotent" in saves
    assert f"client_max_body_size {MAX_BODY // 1024}k;" in saves


def test_sockets_outlast_the_pings():
    assert "proxy_read_timeout 60s;" in location("/ws/")  # three pings of 20 s


def test_nginx_closes_idle_connections_before_the_servers_do():
    kept = [int(seconds) for seconds in re.findall(r"keepalive_timeout (\d+)s", upstreams())]
    assert len(kept) == 2
    assert max(kept) < KEEP_ALIVE_S


def upstreams():
    return "".join(re.findall(r"upstream \w+ \{.*?\n    \}", CONFIGURATION.read_text(), re.S))


def test_a_save_that_no_process_took_is_refused_in_words_the_page_understands():
    refusal = location("@busy_save")
    assert '{"code":"busy"' in refusal
    assert "Retry-After" in refusal

"""No server outlives the tests that started it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.with_us import WITH_US

ROOT = Path(__file__).resolve().parents[1]
STARTS_ONE = """
import subprocess, sys, time
from tests.with_us import WITH_US
print(subprocess.Popen([*WITH_US, "sleep", "300"], stdout=subprocess.DEVNULL).pid, flush=True)
time.sleep(300)
"""


def name_of(pid):
    return Path(f"/proc/{pid}/comm").read_text().strip()


def is_there(pid):
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


@pytest.mark.skipif(not WITH_US, reason="needs setpriv of util-linux")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_server_ends_with_the_tests_that_started_it(how):
    words = [sys.executable, "-c", STARTS_ONE]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True) as tests:  # noqa: S603 -- our own words
        server = int(tests.stdout.readline())
        # Until it has become the program, nobody has asked the kernel to end it with its parent.
        until = time.monotonic() + 10
        while name_of(server) != "sleep" and time.monotonic() < until:
            time.sleep(0.01)
        assert is_there(server)
        tests.send_signal(how)
        tests.wait()
    for _ in range(100):
        if not is_there(server):
            return
        time.sleep(0.1)
    os.kill(server, signal.SIGKILL)
    pytest.fail("it runs on")

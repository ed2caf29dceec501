"""Each worker reports by itself, serves metrics at its own port, and deletes its row at the end."""

import os
import signal
import subprocess
import time
from http.client import HTTPException
from urllib.request import urlopen

import pytest

from quizsite.models import ProcessReport
from tests.journeys.serving import ROOT, database_url, free_port
from tests.with_us import WITH_US

pytestmark = [
    pytest.mark.slow,
    pytest.mark.fleet,
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def metrics_port():
    return free_port()


@pytest.fixture
def pages(tmp_path, metrics_port):
    """Two workers of pages, as bin/serve starts them."""
    environment = os.environ | {
        "DATABASE_URL": database_url(),
        "PAGE_PROCESSES": "2",
        "METRICS_ADDRESS": f"127.0.0.1:{metrics_port}",
        "LOG_LEVEL": "WARNING",
    }
    command = [*WITH_US, ROOT / "bin" / "serve", "--role", "pages", "--port", str(free_port())]
    with (tmp_path / "log").open("w") as output:
        process = subprocess.Popen(  # noqa: S603 -- our own command
            command, cwd=ROOT, env=environment, stdout=output, stderr=output
        )
        yield process
        process.kill()
        process.wait(timeout=10)


def rows_become(wanted):
    for _ in range(300):
        if ProcessReport.objects.count() == wanted:
            return True
        time.sleep(0.1)
    return False


def read_at(port):
    try:
        with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
            said: str = answer.read().decode("utf-8", "replace")
            return said
    except (OSError, HTTPException):  # no process is there, or another one
        return ""


def test_each_worker_reports_and_deletes_its_row_at_the_end(pages, metrics_port):
    assert rows_become(2)
    assert set(ProcessReport.objects.values_list("role", flat=True)) == {"pages"}
    for port in (metrics_port, metrics_port + 1):
        with urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
            assert b"thi_pages_total" in answer.read()
    pages.send_signal(signal.SIGTERM)
    assert pages.wait(timeout=20) == 0
    assert rows_become(0)

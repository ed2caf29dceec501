"""What a process and its machine have left."""

import asyncio
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
import redis
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.db import connection

from quizsite.operations import metrics, resources
from quizsite.operations.process_reports import JobCounts, Papers, Reporter
from quizsite.operations.resources import AWAY, FULL, OFF, REFUSED, UP, Disk
from tests.redis_server import own_redis

pytestmark = pytest.mark.django_db


def value(gauge):
    return gauge.collect()[0].samples[0].value


def test_the_disk_that_stops_something_first_is_reported(monkeypatch):
    found = [Disk("data", 3 * 2**30, 2**40), Disk("temp", 90 * 2**20, 2**30)]
    monkeypatch.setattr(resources, "disks", lambda: found)
    measured = resources.measure()
    assert (measured.disk, measured.disk_free) == ("temp", 90 * 2**20)
    samples = {s.labels["of"]: s.value for s in metrics.DISK_FREE.collect()[0].samples}
    assert samples["data"] == 3 * 2**30


def test_folders_that_are_not_on_this_machine_are_left_out(settings, tmp_path):
    settings.DATABASE_FOLDER = tmp_path / "elsewhere"
    assert {one.of for one in resources.disks()} <= {"data", "logs", "temp"}
    settings.DATABASE_FOLDER = tmp_path
    assert "database" in {one.of for one in resources.disks()}


def test_connections_and_open_files_are_counted():
    measured = resources.measure()
    is_postgresql = connection.vendor == "postgresql"
    assert (0 < measured.connections < measured.connections_limit) == is_postgresql
    assert 0 < measured.files < measured.files_limit


def test_redis_says_what_is_wrong_with_it(settings):
    settings.REDIS_URL = ""
    assert resources.redis_state() == OFF
    with own_redis() as server:
        settings.REDIS_URL = server.url
        assert resources.redis_state() == UP
        client = redis.Redis.from_url(server.url)
        client.config_set("maxmemory-policy", "noeviction")
        client.config_set("maxmemory", 1)
        assert resources.redis_state() == FULL
        client.config_set("maxmemory", 0)
        client.config_set("requirepass", "khac")
        resources._redis_client(server.url).connection_pool.disconnect()
        assert resources.redis_state() == REFUSED
    assert resources.redis_state() == AWAY


def certificate(path, *, ends):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "thi.example.gov.vn")])
    made = x509.CertificateBuilder(
        name, name, key.public_key(), 1, ends - timedelta(days=90), ends
    ).sign(key, hashes.SHA256())
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return path


def test_the_end_of_the_certificate_is_known(settings, tmp_path):
    assert resources.certificate_ends_at() is None
    ends = datetime(2027, 2, 1, 7, tzinfo=UTC)
    settings.TLS_CERTIFICATE = certificate(tmp_path / "fullchain.pem", ends=ends)
    assert resources.certificate_ends_at() == ends.timestamp()
    measured = resources.measure()
    assert abs(measured.certificate_s - (ends.timestamp() - time.time())) < 60


@pytest.mark.parametrize("content", [None, b"", b"no certificate"])
def test_what_is_no_certificate_stops_no_report(settings, tmp_path, content):
    settings.TLS_CERTIFICATE = tmp_path / "fullchain.pem"
    if content is not None:
        settings.TLS_CERTIFICATE.write_bytes(content)
    assert resources.measure().certificate_s is None


def test_a_loop_that_hangs_is_slow_for_as_long_as_it_hangs():
    loop = asyncio.new_event_loop()
    going_on = threading.Event()
    reporter = Reporter(
        "live",
        count_papers=lambda: Papers(0, 0, 0),
        count_jobs=lambda: JobCounts(0, 0, 0),
        loop=loop,
    )
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    loop.call_soon_threadsafe(lambda: going_on.wait(20))
    reporter._measure_around()
    reporter._loop_asked_at -= 30
    reporter._measure_around()
    assert value(metrics.LOOP_SECONDS) >= 30
    going_on.set()
    while reporter._loop_asked_at is not None:
        time.sleep(0.01)
    reporter._measure_around()
    while reporter._loop_asked_at is not None:
        time.sleep(0.01)
    assert value(metrics.LOOP_SECONDS) < 20
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()

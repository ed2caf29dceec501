"""Production refuses settings that have failed before, and accepts the right ones quietly."""

import os
import string
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.cache import caches
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection
from django.test import override_settings

from quizsite.checks import check_production, refuse_unsafe_start
from quizsite.folders import LEAST_FREE

LAYER = {"default": {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer"}}
MEMORY = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
TABLE = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "quizsite_cache",
    }
}
LOCAL = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
SQLITE = {
    "ENGINE": "quizsite.db.sqlite",
    "OPTIONS": {"transaction_mode": "IMMEDIATE", "init_command": PRAGMAS},
}
POSTGRES = {"ENGINE": "django.db.backends.postgresql"}
RIGHT = {
    "PRODUCTION": True,
    "DEBUG": False,
    "ALLOWED_HOSTS": ["thi.hanoi.gov.vn"],
    "CSRF_TRUSTED_ORIGINS": ["https://thi.hanoi.gov.vn"],
    "SECRET_KEY": "x" * 50,
    "WEB_PROCESSES": 1,
    "BEHIND_PROXY": True,
    "TRUSTED_PROXY_COUNT": 1,
    "REQUIRE_SECOND_FACTOR": True,
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "SMS_SENDER": "thi.gateway.Sender",
    "STATIC_ROOT": Path("/srv/static"),
    "DATA_CONTROLLER": "Sở Nội vụ",
    "DATA_CONTACT": "du-lieu@hanoi.gov.vn",
}


def ids(*, database=SQLITE, **changed):
    # Not through the fixture: replacing DATABASES warns, and only this check looks at it.
    with override_settings(**{**RIGHT, **changed}), pytest.MonkeyPatch.context() as patch:
        patch.setattr("quizsite.checks.settings.DATABASES", {"default": database})
        return [message.id for message in check_production(None)]


def test_a_right_environment_is_quiet():
    assert ids() == []


def test_several_processes_with_shared_services_are_right():
    shared = {"WEB_PROCESSES": 4, "CHANNEL_LAYERS": LAYER, "CACHES": TABLE}
    assert ids(database=POSTGRES, **shared) == []


@pytest.mark.parametrize(
    ("changed", "wanted"),
    [
        ({"DEBUG": True}, ["quizsite.E001"]),
        ({"ALLOWED_HOSTS": ["*"]}, ["quizsite.E002"]),
        ({"ALLOWED_HOSTS": ["*.gov.vn"]}, ["quizsite.E002"]),
        ({"CSRF_TRUSTED_ORIGINS": []}, ["quizsite.E003"]),
        ({"CSRF_TRUSTED_ORIGINS": ["http://thi.hanoi.gov.vn"]}, ["quizsite.E004"]),
        ({"CSRF_TRUSTED_ORIGINS": ["https://thi.hanoi.gov.vn/"]}, ["quizsite.E004"]),
        ({"CSRF_TRUSTED_ORIGINS": ["https://Thi.hanoi.gov.vn"]}, ["quizsite.E004"]),
        ({"CSRF_TRUSTED_ORIGINS": ["https://*.hanoi.gov.vn"]}, ["quizsite.E004"]),
        ({"TRUSTED_PROXY_COUNT": 0}, ["quizsite.E005"]),
        ({"TRUSTED_PROXY_COUNT": 0, "BEHIND_PROXY": False}, []),
        ({"SECRET_KEY": "x" * 49}, ["quizsite.E006"]),
        ({"SECRET_KEY": "only-for-local-use" + "x" * 50}, ["quizsite.E006"]),
        ({"REQUIRE_SECOND_FACTOR": False}, ["quizsite.E011"]),
        ({"SERVE_ROLE": "pages"}, ["quizsite.E012"]),
        ({"SERVE_ROLE": "live"}, ["quizsite.E012"]),
        ({"FILES_DIR": Path("/srv/static")}, ["quizsite.E013"]),
        ({"FILES_DIR": Path("/srv/var/../static/files")}, ["quizsite.E013"]),
        ({"FILES_DIR": Path("/srv/static-files")}, []),
        (
            {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"},
            ["quizsite.E014"],
        ),
        ({"SMS_SENDER": "quizsite.accounts.sms.ConsoleSender"}, ["quizsite.W002"]),
        ({"DATA_CONTACT": ""}, ["quizsite.W003"]),
        ({"CONTACT_DATA_MONTHS": 13}, ["quizsite.W004"]),
        ({"SMS_SENDER": "quizsite.accounts.sms_gateway.HttpSender"}, ["quizsite.E016"]),
        (
            {
                "WEB_PROCESSES": 2,
                "CHANNEL_LAYERS": MEMORY,
                "CACHES": LOCAL,
                "database": SQLITE,
            },
            ["quizsite.E007", "quizsite.E008", "quizsite.E009"],
        ),
        ({"database": {**SQLITE, "OPTIONS": {}}}, ["quizsite.E010"]),
        (
            {
                "database": {
                    **SQLITE,
                    "OPTIONS": {**SQLITE["OPTIONS"], "transaction_mode": "DEFERRED"},
                }
            },
            ["quizsite.E010"],
        ),
        (
            {
                "database": {
                    **SQLITE,
                    "OPTIONS": {
                        **SQLITE["OPTIONS"],
                        "init_command": PRAGMAS.replace("FULL", "NORMAL"),
                    },
                }
            },
            ["quizsite.E010"],
        ),
    ],
)
def test_each_danger_is_named(changed, wanted):
    assert ids(**changed) == wanted


def test_outside_production_nothing_is_asked():
    assert ids(PRODUCTION=False, DEBUG=True, ALLOWED_HOSTS=["*"]) == []


def test_a_server_does_not_start_with_a_danger_but_with_a_warning():
    with (
        override_settings(**{**RIGHT, "DEBUG": True}),
        pytest.raises(ImproperlyConfigured, match="DEBUG shows secrets"),
    ):
        refuse_unsafe_start()
    with override_settings(**{**RIGHT, "SMS_SENDER": "quizsite.accounts.sms.ConsoleSender"}):
        refuse_unsafe_start()


def run(*command, **environment):
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(  # noqa: S603 -- our own words
        [sys.executable, *command],
        cwd=Path(__file__).resolve().parents[1],
        env={**kept, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def production(tmp_path):
    return {
        "PRODUCTION": "1",
        "VAR_DIR": str(tmp_path),
        "SECRET_KEY": string.ascii_letters,
        "ALLOWED_HOSTS": "thi.hanoi.gov.vn",
        "SITE_ORIGINS": "https://thi.hanoi.gov.vn",
        "TRUSTED_PROXY_COUNT": "1",
        "EMAIL_HOST": "mail.hanoi.gov.vn",
        "SMS_SENDER": "thi.gateway.Sender",
        "DATA_CONTROLLER": "Sở Nội vụ",
        "DATA_CONTACT": "du-lieu@hanoi.gov.vn",
    }


@pytest.mark.slow
def test_the_whole_check_is_quiet_with_a_right_environment(production):
    done = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", **production)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.slow
def test_several_processes_on_sqlite_do_not_start(production):
    done = run("-c", "import quizsite.wsgi", **production, WEB_PROCESSES="2")
    assert done.returncode != 0
    assert "Boards would be seconds late in other processes." in done.stderr
    assert "SQLite serves one process." in done.stderr


@pytest.mark.slow
def test_a_wrong_environment_stops_the_server_and_says_what_to_set(production):
    del production["SITE_ORIGINS"]
    done = run("-c", "import quizsite.wsgi", **production)
    assert done.returncode != 0
    assert "Set SITE_ORIGINS=https://thi.example.gov.vn" in done.stderr


@pytest.mark.django_db
def test_migrating_makes_the_table_that_several_processes_share(settings):
    settings.CACHES = {"default": {**TABLE["default"], "LOCATION": "cache_of_a_test"}}
    call_command("migrate", verbosity=0)
    assert "cache_of_a_test" in connection.introspection.table_names()
    caches["default"].set("a", 1)
    assert caches["default"].get("a") == 1


def test_folders_are_looked_at_before_anybody_uploads(tmp_path, monkeypatch):
    assert ids(FILES_DIR=tmp_path / "made" / "later") == []
    closed = tmp_path / "closed"
    closed.write_text("a file, not a folder")
    assert ids(FILES_DIR=closed) == ["quizsite.E015"]
    monkeypatch.setattr("quizsite.folders.LEAST_FREE", dict.fromkeys(LEAST_FREE, 10**18))
    assert ids(FILES_DIR=tmp_path) == ["quizsite.W005", "quizsite.W005"]

    def nowhere():
        raise FileNotFoundError

    monkeypatch.setattr("quizsite.folders.tempfile.gettempdir", nowhere)
    assert ids(FILES_DIR=tmp_path) == ["quizsite.E015", "quizsite.W005"]


@pytest.mark.slow
def test_a_server_without_a_folder_for_uploads_does_not_start(production, tmp_path):
    (tmp_path / "files").write_text("a file, not a folder")
    done = run("-c", "import quizsite.wsgi", **production)
    assert done.returncode != 0
    assert f"Nobody can write to {tmp_path / 'files'} (FILES_DIR)." in done.stderr


@pytest.mark.slow
def test_a_path_prefix_does_not_start(production):
    done = run("-c", "import quizsite.wsgi", **production, PATH_PREFIX="/thi")
    assert done.returncode != 0
    assert "PATH_PREFIX=/thi: trang chỉ chạy ở gốc của một tên miền" in done.stderr

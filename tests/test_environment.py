"""A bad value in the environment is refused with the name of what to set."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from quizsite.environment import (
    env_address,
    env_among,
    env_choice,
    env_flag,
    env_hours,
    env_json,
    env_list,
    env_number,
    env_secret,
    env_socket,
    key_of_32_bytes,
    oidc_apps,
    oidc_origins,
    refuse_path_prefix,
)

NOWHERE = Path("/nowhere")
PROVIDER = {
    "provider_id": "vneid",
    "name": "VNeID",
    "client_id": "thi",
    "secret": "bi-mat",
    "server_url": "https://sso.example.gov.vn/realm/.well-known/openid-configuration",
}


@pytest.fixture
def env(monkeypatch):
    return lambda value: monkeypatch.setenv("IT", value)


@pytest.mark.parametrize(
    ("said", "meant"), [("", True), ("1", True), (" True ", True), ("0", False), ("false", False)]
)
def test_a_flag(env, said, meant):
    env(said)
    assert env_flag("IT", default=True) == meant


@pytest.mark.parametrize("said", ["yes", "2", "bật"])
def test_a_flag_that_is_neither_is_refused(env, said):
    env(said)
    with pytest.raises(ImproperlyConfigured, match="IT must be 1 or 0"):
        env_flag("IT", default=True)


@pytest.mark.parametrize("name", ["PATH_PREFIX", "FORCE_SCRIPT_NAME", "SCRIPT_NAME"])
def test_a_path_prefix_is_refused_in_a_sentence(monkeypatch, name):
    monkeypatch.setenv(name, "/")
    refuse_path_prefix()
    monkeypatch.setenv(name, "/thi")
    with pytest.raises(ImproperlyConfigured, match=f"{name}=/thi: trang chỉ chạy ở gốc"):
        refuse_path_prefix()


@pytest.mark.parametrize(("said", "meant"), [("", "all"), (" live ", "live")])
def test_a_choice(env, said, meant):
    env(said)
    assert env_choice("IT", default="all", among=("all", "live")) == meant


def test_a_choice_that_there_is_not_is_refused(env):
    env("everything")
    with pytest.raises(ImproperlyConfigured, match="IT must be one of all, live"):
        env_choice("IT", default="all", among=("all", "live"))


@pytest.mark.parametrize(("said", "meant"), [("", 8), (" 12 ", 12), ("1", 1)])
def test_a_number(env, said, meant):
    env(said)
    assert env_number("IT", default=8, at_least=1) == meant


@pytest.mark.parametrize("said", ["0", "-1", "1.5", "²", "một"])
def test_a_number_that_is_none_or_too_small_is_refused(env, said):
    env(said)
    with pytest.raises(ImproperlyConfigured, match="IT must be a whole number from 1"):
        env_number("IT", default=8, at_least=1)


def test_a_list_leaves_out_empty_parts(env):
    env(" a.vn, ,b.vn,")
    assert env_list("IT") == ["a.vn", "b.vn"]


@pytest.mark.parametrize("said", ["{", '"a"', "{}", "[1]"])
def test_json_that_is_no_list_of_objects_is_refused(env, said):
    env(said)
    with pytest.raises(ImproperlyConfigured, match="IT must be a JSON list of objects"):
        env_json("IT")


def test_a_secret_comes_from_the_variable_then_the_named_file_then_the_fallback(
    monkeypatch, tmp_path
):
    named, fallback = tmp_path / "named", tmp_path / "fallback"
    named.write_text("của tệp\n")
    fallback.write_text("dự phòng\n")
    assert env_secret("IT", fallback_file=fallback) == "dự phòng"
    monkeypatch.setenv("IT_FILE", str(named))
    assert env_secret("IT", fallback_file=fallback) == "của tệp"
    monkeypatch.setenv("IT", "của biến")
    assert env_secret("IT", fallback_file=fallback) == "của biến"


def test_a_secret_s_file_that_is_not_there_is_refused(monkeypatch):
    monkeypatch.setenv("IT_FILE", "/nowhere/else")
    with pytest.raises(ImproperlyConfigured, match="IT_FILE names '/nowhere/else'"):
        env_secret("IT", fallback_file=NOWHERE)


def test_without_any_file_there_is_no_secret():
    assert env_secret("IT", fallback_file=NOWHERE) == ""


def test_a_provider_without_its_secret_is_refused():
    with pytest.raises(ImproperlyConfigured, match="OIDC_PROVIDERS: client_id, secret missing"):
        oidc_apps([PROVIDER | {"client_id": "", "secret": ""}])


def test_further_keys_of_a_provider_become_its_settings():
    assert oidc_apps([PROVIDER | {"fetch_userinfo": False}])[0]["settings"] == {
        "server_url": PROVIDER["server_url"],
        "fetch_userinfo": False,
    }


def test_forms_may_lead_to_each_provider_s_sign_in_page_only():
    elsewhere = PROVIDER | {"login_origin": "https://dang-nhap.example.gov.vn/x"}
    assert oidc_origins([PROVIDER, PROVIDER, elsewhere]) == [
        "https://dang-nhap.example.gov.vn",
        "https://sso.example.gov.vn",
    ]


@pytest.mark.parametrize(
    ("said", "meant"),
    [("", None), ("127.0.0.1:9101", ("127.0.0.1", 9101)), ("[::1]:9101", ("::1", 9101))],
)
def test_an_address(env, said, meant):
    env(said)
    assert env_address("IT") == meant


@pytest.mark.parametrize("said", ["9101", ":9101", "127.0.0.1", "127.0.0.1:0", "a:70000"])
def test_an_address_without_host_or_port_is_refused(env, said):
    env(said)
    with pytest.raises(ImproperlyConfigured, match="IT must be HOST:PORT"):
        env_address("IT")


def settings_read_with(url):
    """Read the settings anew, as a server does that starts with this DATABASE_URL."""
    said = "from quizsite import settings; import json;"
    said += "print(json.dumps(settings.DATABASES, default=str))"
    env = os.environ | {"DATABASE_URL": url}
    done = subprocess.run(  # noqa: S603 -- our own words
        [sys.executable, "-c", said], env=env, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)["default"]["OPTIONS"]


def test_what_an_address_of_postgresql_asks_for_is_kept():
    url = "postgres://thi@db/thi?sslmode=verify-full&sslrootcert=/etc/ca.pem&connect_timeout=3"
    options = settings_read_with(f"{url}&options=-c%20lock_timeout%3D5s%20-c%20jit%3Don")

    assert options == {
        "sslmode": "verify-full",
        "sslrootcert": "/etc/ca.pem",
        "connect_timeout": 3,
        # Of two settings the last counts: what answers rely on cannot be turned off there.
        "options": "-c lock_timeout=5s -c jit=on"
        " -c synchronous_commit=on -c timezone=UTC -c jit=off",
        "server_side_binding": True,
        "prepare_threshold": 1,
    }


def test_what_an_address_of_sqlite_asks_for_is_kept():
    options = settings_read_with("sqlite:////tmp/x.sqlite3?timeout=5&transaction_mode=DEFERRED")

    assert options["timeout"] == 5
    assert options["transaction_mode"] == "IMMEDIATE"
    assert "synchronous=FULL" in options["init_command"]


@pytest.mark.parametrize(("said", "meant"), [("", (21, 7)), ("22-6", (22, 6)), ("0-0", (0, 0))])
def test_two_hours(env, said, meant):
    env(said)
    assert env_hours("IT", default="21-7") == meant


@pytest.mark.parametrize("said", ["21", "21-24", "21h-7h", "-", "7-"])
def test_hours_that_no_clock_has_are_refused(env, said):
    env(said)
    with pytest.raises(ImproperlyConfigured, match="IT must be two hours"):
        env_hours("IT", default="21-7")


def test_a_word_that_is_not_on_the_list_is_refused(env):
    env("email,push")
    assert env_among("IT", default=["email"], among=["email", "push"]) == ["email", "push"]
    env("email,fax")
    with pytest.raises(ImproperlyConfigured, match="'fax'"):
        env_among("IT", default=["email"], among=["email", "push"])


def test_a_key_is_one_that_the_command_writes():
    assert key_of_32_bytes("IT", "") == ""
    assert key_of_32_bytes("IT", "a" * 43) == "a" * 43
    with pytest.raises(ImproperlyConfigured, match="push_key"):
        key_of_32_bytes("IT", "khoa")


@pytest.mark.parametrize("value", ["", "/run/clamav/clamd.ctl", "127.0.0.1:3310"])
def test_a_socket_is_a_path_or_an_address(env, value):
    env(value)
    assert env_socket("IT") == value


@pytest.mark.parametrize("value", ["clamd", "127.0.0.1:", "run/clamd"])
def test_a_socket_that_is_neither_is_refused(env, value):
    env(value)
    with pytest.raises(ImproperlyConfigured, match="IT must be"):
        env_socket("IT")

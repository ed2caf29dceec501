"""Makes a database for each benchmark, and drops it afterwards."""

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

ROOT = Path(__file__).resolve().parents[1]
DATABASES = ("sqlite", "postgresql")
DEFAULT_POSTGRESQL = "postgres://postgres@127.0.0.1/postgres"
DEFAULT_REDIS = "redis://127.0.0.1:6379/15"
# We measure the deployed settings, not those that a developer's shell happens to hold.
_OURS = ("DEBUG", "PRODUCTION", "DATABASE_URL", "REDIS_URL", "VAR_DIR", "DJANGO_SETTINGS_MODULE")


@contextlib.contextmanager
def place(database: str) -> Iterator[dict[str, str]]:
    """Migrate, load the sample contest, and yield the environment for server and benchmark."""
    folder = ROOT / "var" / f"bench-{os.getpid()}-{database}"
    folder.mkdir(parents=True)
    env = {name: value for name, value in os.environ.items() if name not in _OURS}
    env |= {"VAR_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "quizsite.settings"}
    env |= {"REQUIRE_SECOND_FACTOR": "0", "BENCH_FOLDER": str(folder)}
    with contextlib.ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        if database == "postgresql":
            env["DATABASE_URL"] = stack.enter_context(_postgresql())
            env["REDIS_URL"] = os.environ.get("REDIS_URL") or DEFAULT_REDIS
        for command in (
            ["migrate", "--verbosity=0"],
            ["collectstatic", "--noinput", "--verbosity=0"],
            ["load_sample_units"],
            ["load_sample_bank"],
            ["load_sample_contest", "--password", "benchmarks"],
        ):
            manage(env, *command)
        yield env


@contextlib.contextmanager
def _postgresql() -> Iterator[str]:
    server = urlsplit(os.environ.get("DATABASE_URL") or DEFAULT_POSTGRESQL)
    name = f"cchc_bench_{os.getpid()}"
    with psycopg.connect(server._replace(path="/postgres").geturl(), autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
        try:
            yield server._replace(path=f"/{name}").geturl()
        finally:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def manage(env: dict[str, str], *arguments: str) -> None:
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    done = subprocess.run(  # noqa: S603 -- our own commands
        command, env=env, cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{arguments[0]}: {done.stdout[-500:]}{done.stderr[-1500:]}")

"""Each release upgrades to the next, and the last to this tree, with papers open and closed.

The code of each release fills the database before it is upgraded (deploy/releases.toml)."""

import json
import os
import subprocess
import sys
import tarfile
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import dj_database_url
import psycopg
import pytest

from quizsite.operations.releases import past_releases

ROOT = Path(__file__).resolve().parents[2]
FILL = Path(__file__).with_name("fill.py")
LAST = past_releases()[-3:]

pytestmark = [pytest.mark.fleet, pytest.mark.slow]


@pytest.fixture
def database(tmp_path):
    """An empty database of its own: PostgreSQL if DATABASE_URL names one, else SQLite."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        yield {}
        return
    name = f"thi_upgrade_{os.getpid()}"
    with _postgres(url) as server:
        server.execute(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0")
    yield {"DATABASE_URL": f"{url.rpartition('/')[0]}/{name}"}
    with _postgres(url) as server:
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def _postgres(url):
    found = dj_database_url.parse(url)
    named = {"host": found["HOST"], "user": found["USER"], "password": found["PASSWORD"]}
    named |= {"port": found["PORT"]} if found["PORT"] else {}
    with psycopg.connect(dbname="postgres", autocommit=True, **named) as server:
        yield server


def tree_of(commit, folder):
    done = subprocess.run(  # noqa: S603 -- fixed words and a commit of ours
        ["git", "archive", commit],  # noqa: S607 -- of the path
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if done.returncode:
        pytest.skip(f"{commit} is not in this clone: {done.stderr.decode().strip()}")
    with tarfile.open(fileobj=BytesIO(done.stdout)) as archive:
        archive.extractall(folder, filter="data")
    return folder


def run(tree, environment, *words):
    """Run Python in the folder of one version, and return what it says."""
    done = subprocess.run(  # noqa: S603 -- our own code, of this version or an older one
        [sys.executable, *map(str, words)],
        cwd=tree,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": ".", **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{words} of {tree}: {done.stdout}\n{done.stderr}"
    return done.stdout


def test_papers_survive_the_upgrades_of_the_last_releases(database, tmp_path):
    environment = {"VAR_DIR": str(tmp_path), "LOG_LEVEL": "WARNING", **database}
    trees = [tree_of(one.commit, tmp_path / one.version) for one in LAST]
    assert len(trees) == 3
    kept = {"rounds": [], "papers": [], "answers": []}
    for n, tree in enumerate(trees):
        run(tree, environment, "manage.py", "migrate", "-v0")
        before, kept = kept, json.loads(run(tree, environment, FILL, 1000 * (n + 1)))
        for what, rows in before.items():
            assert kept[what][: len(rows)] == rows

    run(ROOT, environment, "manage.py", "migrate", "-v0")
    assert json.loads(run(ROOT, environment, FILL, "--read")) == kept
    states = [paper[1] for paper in kept["papers"]]
    assert (states.count("open"), states.count("submitted")) == (24, 12)
    for pk in kept["rounds"]:
        said = run(ROOT, environment, "manage.py", "verify_round", pk)
        assert "không có sai lệch" in said

"""A server that is killed while people write and send files loses nothing that it acknowledged."""

import json
import sqlite3
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest
from django.conf import settings

from quizsite.management.commands.demo import environment, free_port, manage, running

pytestmark = [pytest.mark.fleet, pytest.mark.slow]

PEOPLE = 4
PIECE = 4096
KILLS = 3
# Makes a written round and people with a work each; prints what their browsers hold.
SCENE = """
import json, time
from datetime import timedelta
from django.test import Client
from django.utils import timezone
from contests.models import (Contest, ContestState, Division, Entry, Round, WorkHeading,
    WrittenTerms)
from contests.written.drafts import begin_work
from quizsite.accounts.models import Unit, UnitKind, User
at = timezone.now()
contest = Contest.objects.create(slug="viet", title="Viết", organiser_name="A", created_at=at,
    state=ContestState.PUBLISHED)
division = Division.objects.create(contest=contest, code="chung", name="Chung", audience="moi")
kind = UnitKind.objects.get_or_create(code="x", defaults={"name": "X"})[0]
unit = Unit.objects.create(code="mot", name="Một", kind=kind)
round = Round.objects.create(contest=contest, number=1, title="Bài", kind="written",
    state="published", opens_at=at - timedelta(hours=1), closes_at=at + timedelta(hours=5),
    time_limit_s=60, created_at=at, published_at=at)
terms = WrittenTerms.objects.create(round=round, takes_files=True, file_kinds=["pdf"])
heading = WorkHeading.objects.create(terms=terms, title="Mục")
told = []
for n in range(%d):
    user = User.objects.create_user(f"n{n}@example.vn", "x", full_name=f"Người {n}", date_joined=at)
    entry = Entry.objects.create(contest=contest, user=user, division=division, unit=unit,
        display_name="N", registered_at=at)
    client = Client(); client.force_login(user)
    work = begin_work(entry, round=round, at=at)
    told.append({"session": client.session.session_key, "work": work.pk, "heading": heading.pk})
print("TOLD" + json.dumps(told))
"""


class Author(threading.Thread):
    """Writes and sends a file without a pause; notes what was acknowledged, and tries again."""

    def __init__(self, url, told, stop):
        super().__init__(daemon=True)
        self.url, self.told, self.stop = url, told, stop
        self.path = f"/cuoc-thi/viet/bai-viet/bai/{told['work']}/"
        self.sequence = self.written = 0
        self.file = {}
        self.received = 0
        self.lost = []

    def run(self):
        # As a browser has it: the token's cookie, repeated in a header.
        cookies = {settings.SESSION_COOKIE_NAME: self.told["session"], "csrftoken": "a" * 32}
        headers = {"X-CSRFToken": "a" * 32, "Origin": self.url}
        with httpx.Client(
            base_url=self.url, cookies=cookies, headers=headers, timeout=20
        ) as client:
            while not self.stop.is_set():
                try:
                    self.save(client)
                    self.send(client)
                except httpx.HTTPError:
                    time.sleep(0.2)

    def save(self, client):
        self.sequence += 1
        said = {"writer": "a", "base": 0, "sequence": self.sequence, "title": str(self.sequence)}
        answer = client.post(f"{self.path}luu/", json=said | {"texts": {}})
        if answer.status_code == 200:
            self.written = answer.json()["sequence"]

    def send(self, client):
        if not self.file:
            said = {"name": "a.pdf", "size": 900 * PIECE}
            answer = client.post(f"{self.path}tep/", json=said)
            if answer.status_code != 201:
                return
            self.file = answer.json()
        data = (b"%%PDF-%06d" % (self.received // PIECE)).ljust(PIECE, b"x")
        where = f"{self.path}tep/{self.file['file']}/"
        headers = {"Upload-Offset": str(self.received), "Content-Type": "application/octet-stream"}
        answer = client.post(where, content=data, headers=headers)
        if answer.status_code in {200, 409} and "offset" in answer.json():
            if answer.json()["offset"] < self.received:
                self.lost.append((self.received, answer.json()["offset"]))
            self.received = answer.json()["offset"]


@contextmanager
def serving(env, port, place):
    """`bin/serve`, once it answers; a busy machine takes its time."""
    command = [str(settings.BASE_DIR / "bin" / "serve"), "--role", "all", "--port", str(port)]
    with running(command, env, place / "server.log") as server:
        for _ in range(600):
            with suppress(httpx.HTTPError):
                if httpx.get(f"http://127.0.0.1:{port}/san-sang", timeout=5).status_code == 200:
                    break
            assert server.poll() is None, (place / "server.log").read_text()[-2000:]
            time.sleep(0.2)
        yield server


def test_a_killed_server_loses_no_acknowledged_text_and_no_acknowledged_piece(tmp_path: Path):
    env = environment(tmp_path) | {"WORKS_DIR": str(tmp_path / "works")}
    env.pop("PYTEST_CURRENT_TEST", None)
    manage(env, "migrate", "--verbosity=0")
    printed = manage(env, "shell", "--no-imports", "-c", SCENE % PEOPLE)
    told = json.loads(printed.partition("TOLD")[2])
    port, stop = free_port(), threading.Event()
    authors = [Author(f"http://127.0.0.1:{port}", one, stop) for one in told]
    for n in range(KILLS):
        with serving(env, port, tmp_path) as server:
            if n == 0:
                for author in authors:
                    author.start()
            before = sum(author.received for author in authors)
            deadline = time.monotonic() + 180
            while sum(a.received for a in authors) < before + 8 * PIECE * PEOPLE:
                assert time.monotonic() < deadline, "nobody got on"
                time.sleep(0.05)
            server.kill()  # one process serves all
            server.wait()
    stop.set()
    for author in authors:
        author.join(30)
    with sqlite3.connect(tmp_path / "thi-cchc.sqlite3") as database:
        for author in authors:
            work, file = author.told["work"], author.file["file"]
            (stored,) = database.execute(
                "select sequence from contests_workdraft where work_id = ?", [work]
            ).fetchone()
            assert stored >= author.written > 0
            pieces = database.execute(
                "select offset, size, stored_as from contests_workpiece where file_id = ?"
                " order by offset",
                [file],
            ).fetchall()
            assert author.lost == []
            assert sum(size for _offset, size, _name in pieces) >= author.received > 0
            for n, (offset, size, name) in enumerate(pieces):
                stored_piece = (tmp_path / "works" / name).read_bytes()
                assert (offset, len(stored_piece)) == (n * PIECE, size)
                assert stored_piece.startswith(b"%%PDF-%06d" % n)

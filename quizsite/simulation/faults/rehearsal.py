"""Plays runs, each in its own process and folder on a copy of the template. So what one fault
leaves behind never reaches the next."""

import json
import os
import random
import secrets
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import uvloop
from django.conf import settings
from django.db import connections

from quizsite.simulation.faults import own_disk
from quizsite.simulation.faults.fault import Fault
from quizsite.simulation.faults.own_disk import disk_of
from quizsite.simulation.faults.programs import Programs, free_port
from quizsite.simulation.faults.run import Run, Size, Stores
from quizsite.simulation.faults.stores import Postgres, Redis
from quizsite.simulation.faults.template import copy_sqlite, make_template, read_people
from quizsite.simulation.faults.verdict import Verdict, judge
from quizsite.simulation.faults.web_process import APPLICATION, BEFORE

PEOPLE, PEOPLE_QUICK = 5000, 1000
RUN_WITHIN_S = 600
STOP_WITHIN_S = 60
_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV")


class RunFailed(Exception):
    """A run ended without a verdict; `args[0]` says why."""


class Rehearsal:
    """Keeps all files in `place`, which the caller removes."""

    def __init__(self, place: Path, *, programs: Programs, is_quick: bool) -> None:
        self.place, self.programs, self.is_quick = place, programs, is_quick
        self.seed, self.stretch = 1, 1.0
        self.before: Path | None = None
        self._runs: set[subprocess.Popen[bytes]] = set()
        self._secret = secrets.token_urlsafe(50)
        place.chmod(0o711)  # PostgreSQL as another account must reach its own folder

    def template(self, database: str) -> Path:
        """Return the template of one database; the first call makes it."""
        place = self.place / f"ground-{database}"
        if place.exists():
            return place
        place.mkdir(mode=0o711)
        disk_of(place).mkdir(mode=0o711)
        env = self._env(place, database)
        people = PEOPLE_QUICK if self.is_quick else PEOPLE
        words = ["--ground", str(place), "--people", str(people), "--seed", str(self.seed)]
        if database == "sqlite":
            self._manage(env, place, *words)
            return place
        postgres = Postgres(disk_of(place), port=_port(env), programs=self.programs)
        try:
            postgres.create()
            self._manage(env, place, *words)
        finally:
            postgres.stop()
        return place

    def run(self, fault: Fault, database: str, *, application: str = APPLICATION) -> Verdict:
        template = self.template(database)
        # Two guards may be missing in turn under one fault.
        without = [] if application == APPLICATION else [application.rpartition(":")[2]]
        place = self.place / "-".join([fault.name, database, *without])
        place.mkdir(mode=0o711)
        disk_of(place).mkdir(mode=0o711)
        words = [fault.name, "--inside", str(place), "--database", database]
        words += ["--application", application, "--seed", str(self.seed)]
        words += ["--stretch", str(self.stretch)]
        words += ["--bindir", str(self.programs.postgres)]
        words += ["--quick"] if self.is_quick else []
        size = fault.quick if self.is_quick else fault.full
        alone = own_disk.ALONE if size.disk_mb or size.logs_mb else []
        self._manage(self._env(place, database, var=template), place, *words, prefix=alone)
        verdict = Verdict(**json.loads((place / "verdict.json").read_text()))
        if verdict.is_good:
            shutil.rmtree(place)  # else it stays for the developer to look into
        return verdict

    def stop(self) -> None:
        """Ask the runs to end; they stop the servers they started."""
        for process in list(self._runs):
            process.terminate()

    def _manage(
        self,
        env: Mapping[str, str],
        place: Path,
        *words: str,
        prefix: Sequence[str] = (),
    ) -> None:
        """Run this same command again in a process with the settings of the run."""
        command = [
            *prefix,
            sys.executable,
            str(Path(settings.BASE_DIR) / "manage.py"),
            "faults",
            *words,
        ]
        log = place / "run.log"
        with log.open("ab") as said:
            process = subprocess.Popen(command, env=dict(env), stdout=said, stderr=said)  # noqa: S603 -- our own words
            self._runs.add(process)
            try:
                process.wait(timeout=RUN_WITHIN_S)
            except subprocess.TimeoutExpired as slow:
                raise RunFailed(f"{words[0]}: quá {RUN_WITHIN_S} s, xem {place}") from slow
            finally:
                process.terminate()
                process.wait(timeout=STOP_WITHIN_S)
                self._runs.discard(process)
        if process.returncode:
            end = "\n".join(log.read_text().splitlines()[-25:])[-4000:]
            raise RunFailed(f"{words[0]}: xem {place}\n{end}")

    def _env(self, place: Path, database: str, *, var: Path | None = None) -> dict[str, str]:
        """Return settings of our own, without any of the caller's."""
        url = f"sqlite:///{disk_of(place) / 'thi.sqlite3'}"
        if database == "postgresql":
            url = f"postgres://postgres@127.0.0.1:{free_port()}/thi"
        env = {name: os.environ[name] for name in _KEPT if name in os.environ} | {
            "DATABASE_FOLDER": str(disk_of(place)),
            "VAR_DIR": str(var or place),
            "HEADS_DIR": str(place / "heads"),
            "SECRET_KEY": self._secret,
            "DATABASE_URL": url,
            "LOG_LEVEL": "WARNING",
            "REQUIRE_SECOND_FACTOR": "0",
        }
        if self.before is not None:
            env[BEFORE] = str(self.before.resolve())
        if database == "postgresql":
            env |= {"REDIS_URL": f"redis://127.0.0.1:{free_port()}/0", "WEB_PROCESSES": "2"}
        return env


def _port(env: Mapping[str, str]) -> int:
    return urlsplit(env["DATABASE_URL"]).port or 0


# The process of one run calls these, with its own settings.


def fill_template(place: Path, *, people: int, seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 -- made-up people
    make_template(place, people=people, at=datetime.now(UTC), rng=rng)
    connections.close_all()


def play_fault(
    fault: Fault, size: Size, *, place: Path, programs: Programs, application: str, seed: int
) -> Verdict:
    template = Path(settings.VAR_DIR)
    if size.disk_mb:
        own_disk.mount(disk_of(place), megabytes=size.disk_mb)
    if size.logs_mb:
        own_disk.logs_of(place).mkdir()
        own_disk.mount(own_disk.logs_of(place), megabytes=size.logs_mb)
    stores = _open_stores(template, place, programs)
    try:
        run = Run(
            size, place=place, stores=stores, env=os.environ, application=application, seed=seed
        )
        uvloop.run(run.play(read_people(template)[: size.people], fault.act))
        database = "postgresql" if stores.postgres else "sqlite"
        verdict = judge(run, fault=fault.name, database=database)
    finally:
        connections.close_all()
        for store in (stores.redis, stores.postgres):
            if store is not None:
                store.stop()
    (place / "verdict.json").write_text(json.dumps(verdict.as_plain()))
    return verdict


def _open_stores(template: Path, place: Path, programs: Programs) -> Stores:
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite"):
        copy_sqlite(disk_of(template), disk_of(place))
        return Stores(None, None)
    port = int(settings.DATABASES["default"]["PORT"])
    postgres = Postgres(disk_of(place), log=place / "postgres.log", port=port, programs=programs)
    postgres.copy_from(disk_of(template))
    postgres.start()
    redis = Redis(place, port=urlsplit(settings.REDIS_URL).port or 0, programs=programs)
    redis.start()
    return Stores(postgres, redis)

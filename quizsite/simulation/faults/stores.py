"""Starts our own PostgreSQL and Redis, and stops, kills, pauses and empties them."""

import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

import psycopg
import redis

from quizsite.simulation.faults.programs import Programs, other_account

START_WITHIN_S = 60
# Everything that makes an acknowledged commit durable stays on.
_CONF = """
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 200
shared_buffers = 128MB
fsync = on
synchronous_commit = on
full_page_writes = on
min_wal_size = 16MB
log_min_messages = warning
log_min_duration_statement = 1000
"""


class NotStarted(Exception):
    """A store did not start; `args[0]` is the end of its log."""


class Postgres:
    """One cluster in its own folder; the run restarts it as a service manager would."""

    def __init__(self, place: Path, *, port: int, programs: Programs) -> None:
        self.data, self.port, self.bin = place / "pgdata", port, programs.postgres
        self.log = place / "postgres.log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/thi"

    def create(self) -> None:
        account = other_account()
        self.data.mkdir(mode=0o700)
        if account:
            os.chown(self.data, account["user"], account["group"])
        command = [str(self.bin / "initdb"), "-D", str(self.data), "-U", "postgres"]
        command += ["-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        command += ["--wal-segsize", "4"]  # a cluster that is quickly copied
        done = subprocess.run(  # noqa: S603 -- our own words
            command, cwd="/", capture_output=True, text=True, check=False, **account
        )
        if done.returncode:
            raise NotStarted(done.stdout[-500:] + done.stderr[-500:])
        with (self.data / "postgresql.conf").open("a") as conf:
            conf.write(_CONF)
        self.start()
        with psycopg.connect(self._admin_url(), autocommit=True) as session:
            session.execute("CREATE DATABASE thi")

    def copy_from(self, template: Path) -> None:
        """Copy the template's cluster, which was stopped cleanly."""
        shutil.copytree(template / "pgdata", self.data)
        account = other_account()
        if account:
            for path in [self.data, *self.data.rglob("*")]:
                os.chown(path, account["user"], account["group"])

    def start(self) -> None:
        """Start until it runs: killed backends may hold the shared memory a moment longer."""
        until = time.monotonic() + START_WITHIN_S
        while time.monotonic() < until:
            self._process = self._launch()
            while self._process.poll() is None and time.monotonic() < until:
                if self._answers():
                    return
                time.sleep(0.05)
            time.sleep(0.2)
        raise NotStarted("\n".join(self.log.read_text().splitlines()[-15:]))

    def _launch(self) -> subprocess.Popen[bytes]:
        command = [str(self.bin / "postgres"), "-D", str(self.data), "-p", str(self.port)]
        with self.log.open("ab") as output:
            return subprocess.Popen(  # noqa: S603 -- our own words
                command,
                cwd="/",
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # a Ctrl-C is for the rehearsal, which stops it in turn
                **other_account(),
            )

    def _answers(self) -> bool:
        try:
            psycopg.connect(self._admin_url(), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def _admin_url(self) -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    def end(self, how: signal.Signals) -> None:
        """SIGINT is a fast shutdown, SIGQUIT an immediate one, SIGKILL no shutdown at all."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait()
            self._process = None

    def kill_a_backend(self) -> None:
        """Kill the backend that was active last, as the kernel does when memory runs out."""
        with psycopg.connect(self._admin_url(), autocommit=True) as session:
            row = session.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = 'thi' "
                "ORDER BY state_change DESC LIMIT 1"
            ).fetchone()
        if row is not None:
            os.kill(row[0], signal.SIGKILL)

    def stop(self) -> None:
        self.end(signal.SIGINT)


class Redis:
    """One server that stores nothing on disk."""

    def __init__(self, place: Path, *, port: int, programs: Programs) -> None:
        self.port, self.program, self.place = port, programs.redis, place
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        command = [self.program, "--port", str(self.port), "--bind", "127.0.0.1"]
        command += ["--save", "", "--appendonly", "no", "--dir", str(self.place)]
        with (self.place / "redis.log").open("ab") as output:
            self._process = subprocess.Popen(  # noqa: S603 -- our own words
                command, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
            )
        for _ in range(START_WITHIN_S * 20):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise NotStarted((self.place / "redis.log").read_text()[-500:])

    def end(self, how: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait()
            self._process = None

    def pause(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGCONT)

    def flush(self) -> None:
        with redis.Redis(port=self.port) as client:
            client.flushall()

    def stop(self) -> None:
        self.end(signal.SIGKILL)

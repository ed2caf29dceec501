"""Starts our own PostgreSQL and Redis, and stops, kills, pauses and empties them."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

import psycopg
import redis
from django.conf import settings

from quizsite.simulation.faults.programs import Programs, other_account

START_WITHIN_S = 60
_DEPLOY = Path(settings.BASE_DIR) / "deploy"
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

    def __init__(
        self, place: Path, *, port: int, programs: Programs, log: Path | None = None
    ) -> None:
        self.data, self.port, self.bin = place / "pgdata", port, programs.postgres
        self.log = log or place / "postgres.log"
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
        with psycopg.connect(self.admin_url, autocommit=True) as session:
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
            psycopg.connect(self.admin_url, connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    @property
    def admin_url(self) -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    def end(self, how: signal.Signals) -> None:
        """SIGINT is a fast shutdown, SIGQUIT an immediate one, SIGKILL no shutdown at all."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait()
            self._process = None

    def kill_a_backend(self) -> None:
        """Kill the backend that was active last, as the kernel does when memory runs out."""
        with psycopg.connect(self.admin_url, autocommit=True) as session:
            row = session.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = 'thi' "
                "ORDER BY state_change DESC LIMIT 1"
            ).fetchone()
        if row is not None:
            os.kill(row[0], signal.SIGKILL)

    def dump(self, to: Path) -> None:
        self._client("pg_dump", "--format=custom", f"--file={to}", self.url)

    def restore(self, dump: Path) -> None:
        with psycopg.connect(self.admin_url, autocommit=True) as session:
            session.execute("DROP DATABASE thi WITH (FORCE)")
            session.execute("CREATE DATABASE thi")
        self._client("pg_restore", f"--dbname={self.url}", "--exit-on-error", str(dump))

    def _client(self, name: str, *words: str) -> None:
        done = subprocess.run(  # noqa: S603 -- our own words
            [str(self.bin / name), *words], capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise NotStarted(done.stderr[-500:])

    def ask(self, statement: str) -> None:
        """Run one statement as the administrator, on a connection of its own."""
        with psycopg.connect(self.admin_url, autocommit=True, connect_timeout=5) as session:
            session.execute(statement)

    def set(self, name: str, value: str) -> None:
        """Change a setting of the whole server while it runs."""
        with psycopg.connect(self.admin_url, autocommit=True, connect_timeout=5) as session:
            session.execute("SET default_transaction_read_only = off")
            session.execute(f"ALTER SYSTEM SET {name} = {value}")
            session.execute("SELECT pg_reload_conf()")

    def signal_all(self, how: signal.Signals) -> None:
        """Signal the server and all its backends, which are children of it."""
        if self._process is None:
            return
        listed = subprocess.run(  # noqa: S603 -- our own words
            ["ps", "-o", "pid=", "--ppid", str(self._process.pid)],  # noqa: S607 -- of the path
            capture_output=True,
            text=True,
            check=False,
        )
        for pid in [self._process.pid, *map(int, listed.stdout.split())]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, how)

    @property
    def has_ended(self) -> bool:
        return self._process is None or self._process.poll() is not None

    def stop(self) -> None:
        self.end(signal.SIGINT)

    # Point-in-time recovery, by the scripts that operators have.

    def archive(self) -> None:
        """Keep the log from now on, and a whole copy from which it goes on."""
        self._own_folder("archive/wal")
        with (self.data / "postgresql.conf").open("a") as conf:
            command = f"{_DEPLOY / 'wal-archive'} %p {self._archive / 'wal'}/%f"
            conf.write(f"archive_mode = on\narchive_command = '{command}'\n")
        self.end(signal.SIGINT)
        self.start()
        self._script("base-backup", str(self._archive), "--dbname", self.admin_url)

    def moment(self) -> str:
        with psycopg.connect(self.admin_url, autocommit=True) as session:
            found = session.execute("SELECT clock_timestamp()::text").fetchone()
        return str(found[0]) if found else ""

    def lose(self) -> None:
        """The machine dies: what is not archived is gone."""
        with psycopg.connect(self.admin_url, autocommit=True) as session:
            found = session.execute("SELECT pg_walfile_name(pg_switch_wal())").fetchone()
        piece = self._archive / "wal" / str(found[0] if found else "")
        until = time.monotonic() + START_WITHIN_S
        while not piece.exists():
            if time.monotonic() > until:
                raise NotStarted(f"{piece.name} was not archived")
            time.sleep(0.05)
        self.end(signal.SIGKILL)
        shutil.rmtree(self.data)

    def recover(self, *, to: str) -> None:
        self._own_folder("pgdata")
        self.data.rmdir()
        self._script("recover-to", str(self._archive), to, str(self.data))
        self.start()
        until = time.monotonic() + START_WITHIN_S
        while self._is_recovering() and time.monotonic() < until:
            time.sleep(0.05)

    def _is_recovering(self) -> bool:
        with psycopg.connect(self.admin_url, autocommit=True) as session:
            found = session.execute("SELECT pg_is_in_recovery()").fetchone()
        return bool(found and found[0])

    @property
    def _archive(self) -> Path:
        return self.data.parent / "archive"

    def _own_folder(self, name: str) -> None:
        """Give the server's account a folder, and let it make others beside it."""
        folder = self.data.parent / name
        folder.mkdir(parents=True, mode=0o700)
        account = other_account()
        for path in (folder, folder.parent) if account else ():
            os.chown(path, account["user"], account["group"])

    def _script(self, name: str, *words: str) -> None:
        path = f"{self.bin}:{os.environ.get('PATH', '')}"
        done = subprocess.run(  # noqa: S603 -- our own script
            [str(_DEPLOY / name), *words],
            cwd="/",
            env={"PATH": path, "LC_ALL": "C.UTF-8"},
            capture_output=True,
            text=True,
            check=False,
            **other_account(),
        )
        if done.returncode:
            raise NotStarted(f"{name}: {done.stdout[-200:]}{done.stderr[-500:]}")


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

    def set(self, name: str, value: str, *, password: str = "") -> None:
        with redis.Redis(port=self.port, password=password or None) as client:
            client.config_set(name, value)
            for kind in ("normal", "pubsub"):  # those that are in must come again
                client.execute_command("CLIENT", "KILL", "TYPE", kind)

    def flush(self) -> None:
        with redis.Redis(port=self.port) as client:
            client.flushall()

    def stop(self) -> None:
        self.end(signal.SIGKILL)

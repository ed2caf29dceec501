"""`bin/demo` serves the sample contest with made-up people; `--check` tests it and stops."""

import asyncio
import contextlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import aiohttp
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from quizsite.simulation.demo_check import CheckFailed, check_demo

SLUG = "cchc-thu-do-2026"
OPEN_ROUND = f"{SLUG}/2"
PASSWORD = "thi-cchc-2026"  # noqa: S105 -- printed for everybody to use, on sample data only
OURS = frozenset(
    [
        "ALLOWED_HOSTS",
        "BEHIND_PROXY",
        "BOARD_WRITER",
        "DATABASE_URL",
        "DEBUG",
        "DJANGO_SETTINGS_MODULE",
        "EMAIL_HOST",
        "FILES_DIR",
        "METRICS_ADDRESS",
        "OIDC_PROVIDERS",
        "PAGE_THREADS",
        "PORT",
        "PROCESS_REPORTS",
        "PRODUCTION",
        "REDIS_URL",
        "SECRET_KEY",
        "SERVE_HOST",
        "SERVE_ROLE",
        "SERVE_UDS",
        "SITE_ORIGINS",
        "SMS_SENDER",
        "TRUSTED_PROXY_COUNT",
        "WEB_PROCESSES",
        "WORKS_DIR",
        "WORKS_S3",
    ]
)
ACCOUNTS = {
    "người dự thi": "thi-sinh@example.vn",
    "ban tổ chức": "to-chuc@example.vn",
    "người thứ hai": "to-chuc-2@example.vn",
    "đầu mối đơn vị": "dau-moi@example.vn",
}


class Command(BaseCommand):
    help = "Chạy thử toàn bộ hệ thống với cuộc thi mẫu."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--check", action="store_true", help="thử mọi việc chính rồi dừng")

    def handle(self, *args: Any, **options: Any) -> None:
        # Ctrl-C and a plain kill end alike: this process stops everything it has started.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        with contextlib.ExitStack() as stack:
            if options["check"]:
                place = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="demo-")))
                port = free_port()
            else:
                place, port = Path(settings.VAR_DIR) / "demo", options["port"]
            env = environment(place)
            prepare(env, place)
            server, url = stack.enter_context(serving(env, port, place))
            if options["check"]:
                self.stdout.write(self._check(url))
                return
            self._announce(url)
            with contextlib.suppress(CommandError):  # an earlier run has made its staff
                self.stdout.write(manage(env, "first_staff_link", "--origin", url))
            crowd = stack.enter_context(simulating(env, url, place))
            with contextlib.suppress(KeyboardInterrupt):
                crowd.wait()
                self.stdout.write(stopped(crowd.returncode, place / "simulate.log"))
                server.wait()
                raise CommandError(f"máy chủ đã dừng:\n{tail(place / 'server.log')}")

    def _check(self, url: str) -> str:
        email = ACCOUNTS["người dự thi"]
        check = check_demo(url, contest=SLUG, round_number=2, email=email, password=PASSWORD)
        try:
            return asyncio.run(check)
        except (CheckFailed, OSError, aiohttp.ClientError, aiohttp.WSMessageTypeError) as error:
            raise CommandError(f"chạy thử không đạt: {type(error).__name__} {error}") from error

    def _announce(self, url: str) -> None:
        self.stdout.write(f"\nCuộc thi mẫu đang chạy tại {url}/\n")
        for role, email in ACCOUNTS.items():
            self.stdout.write(f"  {role:<15} {email:<22} mật khẩu {PASSWORD}")
        self.stdout.write(
            "\nVài chục người mô phỏng đang dự thi nên bảng xếp hạng chuyển động. Bản chạy thử tắt"
            "\nxác thực hai lớp của ban tổ chức; bản chạy thật luôn bật. Dừng bằng Ctrl-C.\n"
        )


def stopped(code: int, log: Path) -> str:
    """Say why nobody competes any more. An organiser who closes the round looks at it next."""
    why = "vì kỳ thi không còn mở" if code == 0 else f"vì lỗi, xem {log}"
    return f"Người mô phỏng đã dừng {why}. Trang web vẫn chạy; dừng bằng Ctrl-C."


def environment(place: Path) -> dict[str, str]:
    """Return the embedded default's environment, whatever the caller's says."""
    kept = {name: value for name, value in os.environ.items() if name not in OURS}
    return kept | {
        "VAR_DIR": str(place),
        "SECRET_KEY_FILE": str(secret_key()),
        "REQUIRE_SECOND_FACTOR": "0",
        "LOG_LEVEL": "WARNING",
    }


def secret_key() -> Path:
    """bin/_setup makes one in var; a VAR_DIR of its own gets its own."""
    key = Path(settings.VAR_DIR) / "secret_key"
    if not key.exists():
        key.parent.mkdir(parents=True, exist_ok=True)
        key.touch(mode=0o600)
        key.write_text(secrets.token_urlsafe(50))
    return key


def prepare(env: dict[str, str], place: Path) -> None:
    """Prepare database, sample data and static files, and leave existing ones as they are."""
    place.mkdir(parents=True, exist_ok=True)
    loaded = place / "loaded"
    if loaded.exists() and not is_fresh(loaded):
        shutil.rmtree(place)  # the sample's open round is over, and a demo needs an open one
        place.mkdir()
    manage(env, "migrate", "--verbosity=0")
    manage(env, "collectstatic", "--noinput", "--verbosity=0")
    if not loaded.exists():
        manage(env, "load_sample_units")
        manage(env, "load_sample_bank")
        manage(env, "load_sample_contest", "--password", PASSWORD)
        manage(env, "load_sample_kinds")
        manage(env, "load_sample_written", "--password", PASSWORD)
        manage(env, "load_sample_stage")
        manage(env, "load_sample_results", f"{SLUG}/1")
        manage(env, "load_sample_desk", SLUG, "--password", PASSWORD)
        manage(env, "load_sample_past")
        manage(env, "load_sample_ideas", "--password", PASSWORD)
        loaded.touch()


def is_fresh(loaded: Path) -> bool:
    """Tell whether the sample's second round, open for seven days from loading, is still open."""
    return time.time() - loaded.stat().st_mtime < 6 * 24 * 3600


def manage(env: dict[str, str], *arguments: str) -> str:
    command = [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), *arguments]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)  # noqa: S603 -- our own commands
    if done.returncode:
        raise CommandError(f"{arguments[0]}: {done.stdout[-500:]}{done.stderr[-1500:]}")
    return done.stdout


@contextlib.contextmanager
def serving(
    env: dict[str, str], port: int, place: Path
) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    if is_taken(port):
        raise CommandError(
            f"Cổng {port} đang có chương trình khác dùng. Hãy thêm --port và số khác."
        )
    command = [str(Path(settings.BASE_DIR) / "bin" / "serve"), "--role", "all", "--port", str(port)]
    with running(command, env, place / "server.log") as server:
        url = f"http://127.0.0.1:{port}"
        for _ in range(200):
            with contextlib.suppress(OSError), urlopen(f"{url}/san-sang") as answer:  # noqa: S310 -- our own
                if answer.status == 200:
                    break
            if server.poll() is not None:
                raise CommandError(f"máy chủ không chạy:\n{tail(place / 'server.log')}")
            time.sleep(0.1)
        else:
            raise CommandError(f"máy chủ chưa trả lời:\n{tail(place / 'server.log')}")
        yield server, url


@contextlib.contextmanager
def simulating(env: dict[str, str], url: str, place: Path) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), "simulate", OPEN_ROUND]
    command += ["--base-url", url, "--people", "36", "--seconds", "150", "--forever"]
    command += ["--first-seconds", "20"]  # so that a person who looks at once sees the board move
    with running(command, env, place / "simulate.log") as crowd:
        yield crowd


@contextlib.contextmanager
def running(
    command: list[str], env: dict[str, str], log: Path
) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("w") as output:
        process = subprocess.Popen(  # noqa: S603 -- our own commands
            command, env=env, cwd=settings.BASE_DIR, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            yield process
        finally:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=15)
            process.kill()


def is_taken(port: int) -> bool:
    """Tell whether a program uses the port; an older demo would answer in place of this one."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def tail(log: Path) -> str:
    return "\n".join(log.read_text().splitlines()[-15:])

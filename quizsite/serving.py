"""How servers are started: the one place that knows the command lines (`bin/serve`).

    all     pages, answers and sockets in one process: the embedded default
    pages   pages alone, for many processes behind nginx
    live    answers and sockets alone, likewise
    jobs    background work; it listens only to be asked whether it is well

docs/decisions/0009-kinds-of-process.md has the reasons."""

import argparse
import http.client
import os
import resource
import socket
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from quizsite.environment import env_choice, env_number

ROLES = ("all", "pages", "live", "jobs")

# Longer than a batch of saves takes, shorter than systemd's and a container's patience.
STOP_WITHIN_S = 10
BACKLOG = 4096  # what waits while a second is full; the kernel's own bound is the same
# Whoever is served by a pages process or waits for it; each holds a connection, idle ones too.
PAGE_CONNECTIONS = 8192
KEEP_ALIVE_S = 75  # longer than nginx keeps an idle connection, so that nginx closes it
LARGEST_FRAME = 64 * 1024  # nothing a page sends comes near
OPEN_FILES = 65_536
EVERY_ADDRESS = ("::",)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a server listens: a socket file, else host and port."""

    host: str = "127.0.0.1"
    port: int = 8000
    uds: str = ""

    def options(self, *, every: str) -> list[str]:
        """`every` is what this server calls all addresses of the machine, of both kinds."""
        if self.uds:
            return ["--uds", self.uds]
        host = every if self.host in EVERY_ADDRESS else self.host
        return ["--host", host, "--port", str(self.port)]

    @property
    def origin(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    @property
    def near(self) -> str:
        """Where a program on this machine reaches it."""
        return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104 -- compared


def command_line(role: str, *, place: Place, processes: int = 1, threads: int = 8) -> list[str]:
    """What to run. `processes` and `threads` are those of pages; the other roles are one loop."""
    if role == "pages":
        server = ["granian", "quizsite.pages:application", "--interface", "wsgi", "--no-ws"]
        server += ["--workers", str(processes), "--blocking-threads", str(threads)]
        server += ["--backlog", str(BACKLOG), "--backpressure", str(PAGE_CONNECTIONS)]
        server += ["--workers-kill-timeout", str(STOP_WITHIN_S), "--log-level", "error"]
        if place.uds:
            server += ["--uds-permissions", "0666"]  # the folder decides who comes near
    else:
        server = ["uvicorn", "quizsite.asgi:application", "--workers", "1", "--lifespan", "on"]
        server += ["--backlog", str(BACKLOG), "--timeout-keep-alive", str(KEEP_ALIVE_S)]
        server += ["--timeout-graceful-shutdown", str(STOP_WITHIN_S)]
        server += ["--http", "quizsite.web.uvicorn_limits:GuardedHttp"]
        server += ["--ws", "quizsite.web.uvicorn_limits:GuardedSocket"]
        # Compressing the same frame for each of 5,000 sockets would cost time and memory.
        server += ["--ws-max-size", str(LARGEST_FRAME), "--ws-per-message-deflate", "false"]
        # Django reads X-Forwarded-For itself, as far as TRUSTED_PROXY_COUNT goes.
        server += ["--no-proxy-headers", "--no-server-header"]
        server += ["--no-access-log", "--log-level", "warning"]  # we log requests ourselves
    # asyncio opens `::` for IPv6 alone, and no address at all for both; granian's `::` takes both.
    return [sys.executable, "-m", *server, *place.options(every="::" if role == "pages" else "")]


def page_processes() -> int:
    return env_number("PAGE_PROCESSES", default=1, at_least=1)


def main(arguments: Sequence[str]) -> None:
    """Become the server."""
    try:
        options = _options(arguments)
        place = _place(options)
        if options.check is not None:
            said = readiness(place, within_s=options.check)
            sys.exit(None if said == READY else f"bin/serve: chưa sẵn sàng ({said})")
        command = command_line(
            options.role,
            place=place,
            processes=page_processes(),
            threads=env_number("PAGE_THREADS", default=8, at_least=1),
        )
    except ImproperlyConfigured as error:
        sys.exit(f"bin/serve: {error}")
    os.environ["SERVE_ROLE"] = options.role
    os.environ["SERVE_HOST"], os.environ["PORT"] = place.host, str(place.port)
    os.environ["SERVE_UDS"] = place.uds
    open_many_files()
    remove_stale_file(place)
    os.execv(command[0], command)  # noqa: S606 -- our own command; signals reach the server itself


ALIVE_AT, READY_AT = "/suc-khoe", "/san-sang"
READY = "ok"  # what both say when all is well


def readiness(place: Place, *, within_s: float) -> str:
    """Ask the server there until it can do its work, or the time is over; return what it says."""
    gives_up_at = time.monotonic() + within_s
    while (said := ask(place, READY_AT)) != READY and time.monotonic() < gives_up_at:
        time.sleep(0.2)
    return said


def own_place() -> Place:
    """Return where this process serves, as `main` has left it in the environment."""
    host = os.environ.get("SERVE_HOST") or "127.0.0.1"
    return Place(host, env_number("PORT", default=8000), os.environ.get("SERVE_UDS", ""))


def ask(place: Place, path: str, *, within_s: float = 5) -> str:
    """Ask the server there how it is; return its word, or why there is none."""
    asking = http.client.HTTPConnection(place.near, place.port, timeout=within_s)
    try:
        if place.uds:
            asking.sock = socket.socket(socket.AF_UNIX)
            asking.sock.settimeout(within_s)
            asking.sock.connect(place.uds)
        asking.request("GET", path)
        return asking.getresponse().read(100).decode().strip()
    except (OSError, http.client.HTTPException) as error:
        return str(error) or type(error).__name__
    finally:
        asking.close()


def _place(options: argparse.Namespace) -> Place:
    uds = options.uds or ("" if options.port else os.environ.get("SERVE_UDS", ""))
    return Place(
        options.host.strip("[]"), options.port or env_number("PORT", default=8000, at_least=1), uds
    )


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/serve", description="Serve the site.")
    role = env_choice("SERVE_ROLE", default="all", among=ROLES)
    host = os.environ.get("SERVE_HOST") or "127.0.0.1"
    parser.add_argument("--role", choices=ROLES, default=role, help="SERVE_ROLE; default all")
    parser.add_argument("--host", default=host, help="SERVE_HOST; default 127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="PORT; default 8000")
    parser.add_argument("--uds", default="", help="SERVE_UDS; a socket file instead of a port")
    asks = "only ask whether a server there can do its work, so many SECONDS long"
    parser.add_argument("--check", type=float, nargs="?", const=0.0, metavar="SECONDS", help=asks)
    return parser.parse_args(arguments)


def remove_stale_file(place: Place) -> None:
    """A process that was killed leaves its socket file, and granian does not start on one."""
    if not place.uds:
        return
    with socket.socket(socket.AF_UNIX) as probe, suppress(FileNotFoundError):
        try:
            probe.connect(place.uds)
        except ConnectionRefusedError:  # nobody listens there
            Path(place.uds).unlink()


def open_many_files() -> None:
    """Each socket is an open file, and many a shell allows 1,024."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


if __name__ == "__main__":
    main(sys.argv[1:])

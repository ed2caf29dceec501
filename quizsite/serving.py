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
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Place:
    """Where a server listens: a socket file, else host and port."""

    host: str = "127.0.0.1"
    port: int = 8000
    uds: str = ""

    def options(self) -> list[str]:
        if self.uds:
            return ["--uds", self.uds]
        return ["--host", self.host, "--port", str(self.port)]


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
    return [sys.executable, "-m", *server, *place.options()]


def main(arguments: Sequence[str]) -> None:
    """Become the server."""
    try:
        options = _options(arguments)
        place = _place(options)
        if options.check is not None:
            sys.exit(0 if is_well(place, within_s=options.check) else 1)
        command = command_line(
            options.role,
            place=place,
            processes=env_number("PAGE_PROCESSES", default=1, at_least=1),
            threads=env_number("PAGE_THREADS", default=8, at_least=1),
        )
    except ImproperlyConfigured as error:
        sys.exit(f"bin/serve: {error}")
    os.environ["SERVE_ROLE"] = options.role
    open_many_files()
    os.execv(command[0], command)  # noqa: S606 -- our own command; signals reach the server itself


def is_well(place: Place, *, within_s: float) -> bool:
    """Ask the server there for a sign of life until it gives one, or the time is over."""
    gives_up_at = time.monotonic() + within_s
    while not _answers(place):
        if time.monotonic() >= gives_up_at:
            return False
        time.sleep(0.2)
    return True


def _answers(place: Place) -> bool:
    asking = http.client.HTTPConnection(place.host, place.port, timeout=5)
    try:
        if place.uds:
            asking.sock = socket.socket(socket.AF_UNIX)
            asking.sock.settimeout(5)
            asking.sock.connect(place.uds)
        asking.request("GET", "/suc-khoe")
        return asking.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        asking.close()


def _place(options: argparse.Namespace) -> Place:
    uds = options.uds or ("" if options.port else os.environ.get("SERVE_UDS", ""))
    return Place(options.host, options.port or env_number("PORT", default=8000, at_least=1), uds)


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/serve", description="Serve the site.")
    role = env_choice("SERVE_ROLE", default="all", among=ROLES)
    host = os.environ.get("SERVE_HOST") or "127.0.0.1"
    parser.add_argument("--role", choices=ROLES, default=role, help="SERVE_ROLE; default all")
    parser.add_argument("--host", default=host, help="SERVE_HOST; default 127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="PORT; default 8000")
    parser.add_argument("--uds", default="", help="SERVE_UDS; a socket file instead of a port")
    asks = "only ask whether a server there is well, so many SECONDS long"
    parser.add_argument("--check", type=float, nargs="?", const=0.0, metavar="SECONDS", help=asks)
    return parser.parse_args(arguments)


def open_many_files() -> None:
    """Each socket is an open file, and many a shell allows 1,024."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


if __name__ == "__main__":
    main(sys.argv[1:])

"""Runs nginx with the deployed configuration, on a port and in a folder of its own."""

import contextlib
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

CONFIGURATION = Path(__file__).resolve().parents[2] / "deploy" / "nginx.conf"
_TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


def is_installed() -> bool:
    return bool(program() and shutil.which("openssl"))


def program() -> str | None:
    """Find nginx, which Debian keeps in a folder that only root's PATH has."""
    return shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin")


@dataclass(frozen=True, slots=True)
class Front:
    """Says how our nginx differs from the deployed one, besides its files and ports."""

    is_encrypted: bool = True
    live: int = 2  # the live processes that it knows
    is_limited: bool = True  # a benchmark sends all requests it can from one address


DEPLOYED = Front()


def configuration(folder: Path, port: int, front: Front, *, redirect_port: int) -> str:
    """Return the deployed text with other files and ports, and nothing else changed."""
    text = CONFIGURATION.read_text()
    kind = "ssl http2" if front.is_encrypted else ""
    temporary = " ".join(f"{name}_temp_path {folder}/{name};" for name in _TEMPORARY)
    changes = {
        "user www-data;": "user root;" if os.geteuid() == 0 else "",
        "pid /run/nginx.pid": f"pid {folder}/nginx.pid",
        "/var/log/nginx/": f"{folder}/",
        "unix:/run/thi-cchc/": f"unix:{folder}/",
        "/etc/thi-cchc/tls/": f"{folder}/",
        "/var/cache/thi-cchc": f"{folder}/pages",
        "root /srv/thi-cchc;": f"root {folder};",
        "alias /srv/thi-cchc/deploy/": f"alias {CONFIGURATION.parent}/",
        "listen 80": f"listen 127.0.0.1:{redirect_port}",
        "listen 443 ssl http2": f"listen 127.0.0.1:{port} {kind}",
        "listen [::]:80": f"listen [::1]:{redirect_port}",
        "listen [::]:443 ssl http2": f"listen [::1]:{port} {kind}",
        "thi.example.gov.vn;": "localhost 127.0.0.1;",
        "server_tokens off;": f"server_tokens off; {temporary}",
    }
    if not front.is_limited:
        changes |= {"rate=300r/s": "rate=900000r/s", "rate=1000r/s": "rate=900000r/s"}
        changes["keepalive_timeout 65s;"] = "keepalive_timeout 65s; keepalive_requests 100000000;"
    for old, new in changes.items():
        if old not in text:
            raise ValueError(f"deploy/nginx.conf has no {old!r}")
        text = text.replace(old, new)
    unknown = tuple(f"live-{n}.sock" for n in range(front.live + 1, 3))
    if not has_ipv6():
        unknown += ("listen [::1]",)
    return "\n".join(line for line in text.splitlines() if not any(n in line for n in unknown))


def has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


def write_configuration(folder: Path, port: int, front: Front) -> Path:
    """Write the configuration, and beside it a certificate that no client trusts."""
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
    names: list[str | Path] = ["-subj", "/CN=localhost", "-keyout", folder / "privkey.pem"]
    subprocess.run(  # noqa: S603 -- fixed words
        [*command.split(), *names, "-out", folder / "fullchain.pem"],
        check=True,
        capture_output=True,
    )
    path = folder / "nginx.conf"
    path.write_text(configuration(folder, port, front, redirect_port=free_port()))
    return path


def command_line(folder: Path, path: Path) -> list[str]:
    names = ["-p", str(folder), "-c", str(path), "-e", str(folder / "error.log")]
    return [program() or "nginx", *names, "-g", "daemon off;"]


@contextlib.contextmanager
def in_front(folder: Path, front: Front = DEPLOYED) -> Iterator[tuple[int, int]]:
    """Start an nginx in front of the socket files in the folder; yield its port and process."""
    port = free_port()
    path = write_configuration(folder, port, front)
    process = subprocess.Popen(command_line(folder, path))  # noqa: S603 -- our own nginx
    try:
        _wait_for(port, process)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(timeout=15)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise RuntimeError("nginx did not start")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port

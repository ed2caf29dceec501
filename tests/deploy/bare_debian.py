"""A bare Debian in a folder, in a network of its own, in which a guide is followed."""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, TypeAlias

Popen: TypeAlias = subprocess.Popen[bytes]
ROOT = Path(__file__).resolve().parents[2]
SOURCE = "/usr/src/thi-cchc.git"  # stands for the address of the repository
# There is no systemd in a folder. What it would do, the test does; nginx runs as after its package.
_SYSTEMCTL = """#!/bin/bash
echo "$@" >> /var/log/systemctl
read_unit() { sed -n "s/^$1=//p" "/etc/systemd/system/$2"; }
once() {
  read_unit ExecStartPre "$1" | while read -r line; do sh -ec "${line#+}"; done
  folder=$(read_unit WorkingDirectory "$1") environment=$(read_unit EnvironmentFile "$1")
  export line="$(read_unit ExecStart "$1")" folder environment
  exec runuser -u "$(read_unit User "$1")" -- sh -ec '
    cd "${folder:-/}"; set -a; . "${environment:-/dev/null}"; set +a; exec $line'
}
case "$*" in
"reload nginx") [ -s /run/nginx.pid ] && exec nginx -s reload
  exec nginx 2>> /var/log/nginx/start.log;;  # it would hold on to what is read of the shell
"start "*.service) once "$2";;
"start postgresql" | "stop postgresql" | "restart postgresql") exec service postgresql "$1";;
"restart redis-server") exec service redis-server restart;;
"stop thi"*) for file in /run/serving/*; do
  [ ! -s "$file" ] || kill -KILL -- "-$(cat "$file")"; rm -f "$file"; done;;
esac
"""
_TRUSTED = "/etc/ssl/certs/ca-certificates.crt"


class BareDebian:
    def __init__(self, root: Path) -> None:
        self.root, self._stands_in = root, "/"
        self._network: Popen | None = None
        self._servers: dict[str, Popen] = {}

    def prepare(self) -> None:
        for name in ("resolv.conf", "hosts"):
            shutil.copy(f"/etc/{name}", self.root / "etc" / name)
        # It trusts whom this machine trusts.
        shutil.copy(_TRUSTED, self.root / "etc" / "trusted.crt")
        self.write("/usr/sbin/policy-rc.d", "#!/bin/sh\nexit 101\n", mode=0o755)
        self.write("/usr/local/bin/systemctl", _SYSTEMCTL, mode=0o755)
        _run(["git", "clone", "-q", "--bare", ROOT, self.root / SOURCE[1:]])
        for kind, place in (("proc", "proc"), ("tmpfs", "run"), ("tmpfs", "dev/shm")):
            (self.root / place).mkdir(exist_ok=True)
            _run(["mount", "-t", kind, kind, self.root / place])
        for device in ("null", "urandom", "zero"):
            if not (self.root / "dev" / device).exists():
                (self.root / "dev" / device).touch()
            _run(["mount", "--bind", f"/dev/{device}", self.root / "dev" / device])

    def write(self, path: str, text: str, *, mode: int = 0o644) -> None:
        place = self.root / path.lstrip("/")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
        place.chmod(mode)

    def leave_the_internet(self) -> None:
        """From now on everything runs in a network where nothing else is."""
        self._network = _start(["unshare", "--net", "sleep", "3600"])
        time.sleep(0.5)
        _run([*self._inside(chroot=False), "ip", "link", "set", "lo", "up"])

    def _inside(self, *, chroot: bool = True) -> list[str]:
        enter = ["nsenter", f"--net=/proc/{self._network.pid}/ns/net"] if self._network else []
        return [*enter, "chroot", str(self.root)] if chroot else enter

    def type(self, lines: list[str], *, then: str = "") -> str:
        """Type these lines into root's shell; whatever fails ends it, in inner shells too."""
        # A person's shell stays where the last step left it.
        lines = [f"cd {self._stands_in}", "trap 'pwd > /var/stands-in' EXIT", *lines]
        done = subprocess.run(  # noqa: S603 -- what the guide says
            [*self._inside(), "env", "-i", *_environment(), "bash", "-e"],
            input="\n".join(lines) + "\n" + then,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{lines}\n{done.stdout[-3000:]}"
        self._stands_in = (self.root / "var/stands-in").read_text().strip()
        return done.stdout

    def start(self, unit: str) -> None:
        """Start a service as its unit says, and wait until it says that it is ready."""
        if before := self._servers.pop(unit, None):
            before.wait()  # it was stopped, as the guide said
        name, _at, instance = unit.partition("@")
        file = f"{name}@.service" if instance else f"{name}.service"
        text = (self.root / "etc/systemd/system" / file).read_text().replace("%i", instance)
        given = dict(re.findall(r"^(\w+)=(.*)$", text, flags=re.M))
        assert given["Type"] == "notify"
        ear = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        heard = self.root / "run" / f"{unit}.notify"
        heard.unlink(missing_ok=True)
        ear.bind(str(heard))
        heard.chmod(0o777)
        own = given.get("Environment", "").split()
        line = (
            f"set -a; . {given['EnvironmentFile']}; set +a; cd {given['WorkingDirectory']};"
            f" exec env NOTIFY_SOCKET=/run/{unit}.notify WATCHDOG_USEC=20000000 {' '.join(own)}"
            f" {given['ExecStart']}"
        )
        if "RuntimeDirectory" in given:
            self.type([f"install -d -o {given['User']} -m 755 /run/{given['RuntimeDirectory']}"])
        with (self.root / "var/log" / f"{unit}.log").open("ab") as log:
            words = ["runuser", "-u", given["User"], "--", "sh", "-c", line]
            command = [*self._inside(), "env", "-i", *_environment(), *words]
            self._servers[unit] = _start(command, output=log)
        self.write(f"/run/serving/{unit}", str(self._servers[unit].pid))
        ear.settimeout(int(given["TimeoutStartSec"]))
        while b"READY=1" not in (said := ear.recv(500)):
            assert said.startswith(b"STATUS="), said
        ear.settimeout(int(given["WatchdogSec"]))
        assert ear.recv(500) == b"WATCHDOG=1"
        ear.close()

    def restart_all(self, units: Sequence[str]) -> None:
        for unit in units:
            self.kill(f"thi-cchc-{unit}")
            self.start(f"thi-cchc-{unit}")

    def kill(self, unit: str) -> None:
        server = self._servers.pop(unit)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)
        server.wait()

    def get(self, address: str, *, host: str, trusting: str, body: str = "") -> tuple[int, str]:
        """Ask nginx in there, over https, as a browser does that trusts one authority."""
        sent = ["--data-binary", f"@{body}"] if body else []
        authority = str(self.root / trusting.lstrip("/"))
        place = ["--resolve", f"{host}:443:127.0.0.1", f"https://{host}{address}"]
        said = self.ask("--cacert", authority, *sent, "-w", "\n%{http_code}", *place)
        text, _line, status = said.rpartition("\n")
        return int(status), text

    def ask(self, *words: str) -> str:
        """Let curl of this machine ask in there."""
        command = [*self._inside(chroot=False), "curl", "-s", *words]
        done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 -- our own words
        return done.stdout

    def end(self) -> None:
        """Kill whatever runs in the folder, and nothing else; then take the mounts away."""
        for place in Path("/proc").glob("[0-9]*/root"):
            with contextlib.suppress(OSError):
                if place.readlink() == self.root:
                    os.kill(int(place.parent.name), signal.SIGKILL)
        for server in self._servers.values():
            server.wait()
        if self._network is not None:
            self._network.kill()
            self._network.wait()
        time.sleep(0.5)
        for line in reversed(Path("/proc/mounts").read_text().splitlines()):
            if (place := line.split()[1]).startswith(f"{self.root}/"):
                _run(["umount", "-l", place])


def _run(words: Sequence[str | Path]) -> None:
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 -- our own words


def _start(words: Sequence[str | Path], *, output: IO[bytes] | None = None) -> Popen:
    return subprocess.Popen(words, stdout=output, stderr=output, start_new_session=True)  # noqa: S603 -- our own words


def _environment() -> list[str]:
    kept = {name: value for name, value in os.environ.items() if re.match(r"(?i)\w*_proxy$", name)}
    kept |= {
        "HOME": "/root",
        "LANG": "C.UTF-8",
        "SHELLOPTS": "errexit",
        "DEBIAN_FRONTEND": "noninteractive",
    }
    kept |= dict.fromkeys(("PIP_CERT", "NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE"), "/etc/trusted.crt")
    kept |= {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"}
    return [f"{name}={value}" for name, value in kept.items()]


@contextlib.contextmanager
def bare_debian(kept_in: Path, folder: Path) -> Iterator[BareDebian]:
    """Copy the bare root, which debootstrap makes once, into the folder."""
    if not (kept_in / "etc/debian_version").exists():
        command = ["debootstrap", "--variant=minbase", "bookworm", kept_in]
        _run(command)
    _run(["cp", "-a", kept_in, folder / "root"])
    (folder / "root").chmod(0o755)
    inside = BareDebian(folder / "root")
    try:
        inside.prepare()
        yield inside
    finally:
        inside.end()

"""Where the database of a run lies: a folder, or a small disk mounted there."""

import subprocess
from pathlib import Path


def disk_of(place: Path) -> Path:
    return place / "disk"


def logs_of(place: Path) -> Path:
    return place / "logs"


def mount(folder: Path, *, megabytes: int) -> None:
    """Needs root; `alone` must surround the process."""
    options = ["-t", "tmpfs", "-o", f"size={megabytes}m,mode=711", "faults"]
    subprocess.run(["mount", *options, folder], check=True)  # noqa: S603, S607 -- our own words


# What is mounted under it is gone with its last process, and nobody else sees it.
ALONE = ["unshare", "--mount"]

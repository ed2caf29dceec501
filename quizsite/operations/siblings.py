"""Processes of pages under one service watch each other: systemd would take one that feeds for all.

Each leaves the moment at which it last worked in a file that its siblings read. The folder is in
memory and goes with the service (docs/decisions/0064-night-mended.md)."""

import os
import tempfile
import time
from pathlib import Path


def own_folder() -> Path:
    """Processes of one service have one parent; `RUNTIME_DIRECTORY` is systemd's."""
    kept_in = os.environ.get("RUNTIME_DIRECTORY", "").partition(":")[0] or tempfile.gettempdir()
    return Path(kept_in) / f"pages-{os.getppid()}"


def beat(folder: Path) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    own = folder / str(os.getpid())
    new = own.with_suffix(".new")
    new.write_text(str(time.monotonic()))  # one clock for all processes of a machine
    new.replace(own)


def silent(folder: Path, *, than_s: float) -> list[int]:
    """Return the siblings that run and have not worked for so long; forget those that ended."""
    found = []
    for file in folder.glob("[0-9]*"):
        if not file.name.isdecimal():
            continue
        if not Path(f"/proc/{file.name}").exists():
            file.unlink(missing_ok=True)
        elif time.monotonic() - float(file.read_text()) > than_s:
            found.append(int(file.name))
    return sorted(found)

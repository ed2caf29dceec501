"""A second copy of the works, beside the copies of the database that name them."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

from django.conf import settings

# Cleaned copies of works can be made again; files with ideas are kept as cleaned copies alone.
FOLDERS = ("works", "ideas")


def copy_works(to: Path, *, keep_days: int) -> int:
    """Copy what is new and return how many; what is gone here goes there some days later.

    `to` takes the works, and files with ideas lie beside it. No file changes under its name. A
    bucket is backed up by whoever keeps it."""
    if settings.WORKS_S3:
        return 0
    return sum(_copy(one, to.with_name(one), keep_days=keep_days) for one in FOLDERS)


def _copy(folder: str, to: Path, *, keep_days: int) -> int:
    own = Path(settings.WORKS_DIR) / folder
    if not own.is_dir():
        return 0
    copied = 0
    for file in own.rglob("*"):
        target = to / file.relative_to(own)
        if file.is_file() and not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            new = target.with_suffix(".new")
            shutil.copyfile(file, new)
            new.chmod(0o600)
            new.replace(target)
            copied += 1
    _forget_gone(own, to, before=time.time() - keep_days * 86400)
    return copied


def _forget_gone(own: Path, copy: Path, *, before: float) -> None:
    """Older copies of the database still name a removed file; with the last of them it goes."""
    for file in list(copy.rglob("*")):
        if not file.is_file() or (own / file.relative_to(copy)).exists():
            continue
        gone = file.with_suffix(".gone")
        if file.suffix != ".gone":
            file.replace(gone)
            gone.touch()
        elif file.stat().st_mtime < before:
            file.unlink()

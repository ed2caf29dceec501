"""Folders that processes write to: looked at before people upload something, not when they do."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning  # noqa: A004 -- Django's

MIB = 1024**2
# An upload takes up to 12 MB, and several people upload at once.
LEAST_FREE = {"TMPDIR": 100 * MIB, "FILES_DIR": 500 * MIB, "VAR_DIR": 500 * MIB}


def check_folders() -> Iterator[CheckMessage]:
    """Name each folder that is missing or closed to us, or has hardly any room."""
    for name, folder in _folders():
        if folder is None or not _is_writable(folder):
            hint = (
                f"Make the folder, and let the user who runs the site write there; or set {name}."
            )
            shown = folder or "any of /tmp, /var/tmp, /usr/tmp"
            yield Error(f"Nobody can write to {shown} ({name}).", hint, id="quizsite.E015")
        elif (free := shutil.disk_usage(folder).free) < LEAST_FREE[name]:
            said = f"{folder} ({name}) has {free // MIB} MB left."
            yield Warning(said, "Make room: uploads and files will fail.", id="quizsite.W005")


def _folders() -> Iterator[tuple[str, Path | None]]:
    yield "TMPDIR", _folder_for_uploads()
    if settings.SERVE_ROLE != "live":  # such a process makes no files, and hands none out
        yield "FILES_DIR", _first_there(Path(settings.FILES_DIR))
    database: dict[str, Any] = settings.DATABASES["default"]
    if "sqlite" in database["ENGINE"] and database.get("NAME"):
        yield "VAR_DIR", Path(str(database["NAME"])).parent


def _folder_for_uploads() -> Path | None:
    try:
        return Path(tempfile.gettempdir())  # it has tried to write there
    except FileNotFoundError:
        return None


def _first_there(folder: Path) -> Path:
    """Folders below it are made when they are needed."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder


def _is_writable(folder: Path) -> bool:
    return folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)

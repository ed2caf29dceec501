"""Files that jobs make lie in a private folder; views hand them out after asking who may."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

KEPT_FOR = timedelta(days=1)


def path_of(name: str) -> Path:
    return Path(settings.FILES_DIR) / name


def file_of(job: DBTaskResult[..., Any]) -> Path | None:
    """The file whose name this job returned, as long as it is kept."""
    if job.status != TaskResultStatus.SUCCESSFUL:
        return None
    file = path_of(job.return_value)
    return file if file.exists() else None


def store_file(name: str, pieces: Iterable[bytes]) -> None:
    """Write the whole file or none; a killed process leaves a part, which goes after a day."""
    folder = Path(settings.FILES_DIR)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, unfinished = tempfile.mkstemp(dir=folder)
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(pieces)
        Path(unfinished).replace(path_of(name))
    finally:
        Path(unfinished).unlink(missing_ok=True)


def remove_old_files(*, at: datetime) -> None:
    before = (at - KEPT_FOR).timestamp()
    for file in Path(settings.FILES_DIR).glob("*"):
        with suppress(FileNotFoundError):  # another worker was quicker
            if file.stat().st_mtime < before:
                file.unlink()

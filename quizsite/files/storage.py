"""Where large uploads lie: a private folder or an S3-compatible store, under random names."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, Storage, storages

STORE = "works"


class PrivateFolder(FileSystemStorage):
    """A folder that no address leads to. What was acknowledged outlives a loss of power."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            file_permissions_mode=0o600, directory_permissions_mode=0o700, base_url=None, **options
        )

    def _save(self, name: str, content: File[bytes]) -> str:
        saved: str = super()._save(name, content)  # type: ignore[misc]  # Django's own hook
        for path in (Path(self.path(saved)), Path(self.path(saved)).parent):
            handle = os.open(path, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
        return saved


def works_store() -> Storage:
    return storages[STORE]


def random_name(folder: str) -> str:
    """Nobody guesses it, and it says nothing of whose file it is."""
    code = secrets.token_hex(20)
    return f"{folder}/{code[:2]}/{code[2:]}"


def store_bytes(data: bytes, *, folder: str) -> str:
    return works_store().save(random_name(folder), ContentFile(data))


def store_path(path: Path, *, folder: str) -> str:
    with path.open("rb") as file:
        return works_store().save(random_name(folder), File(file))


def remove(names: Iterator[str] | list[str]) -> None:
    for name in names:
        if name:
            works_store().delete(name)


def names_before(moment: datetime, *, folder: str) -> Iterator[str]:
    """Walk what lies in a folder since before the moment."""
    store = works_store()
    try:
        below, _files = store.listdir(folder)
    except FileNotFoundError:
        return
    for part in below:
        for name in store.listdir(f"{folder}/{part}")[1]:
            path = f"{folder}/{part}/{name}"
            try:
                is_old = store.get_modified_time(path) < moment
            except FileNotFoundError:  # another process was quicker
                continue
            if is_old:
                yield path

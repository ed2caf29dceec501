"""The epoch beside the database: a restored one bears an epoch that is older than this file's."""

from pathlib import Path

from quizsite.epochs.epoch import current_epoch, first_epoch
from quizsite.models import DatabaseEpoch


def is_known(folder: Path) -> bool:
    """Say whether the database has, or once had, the epoch that the file names."""
    path = _path(folder)
    text = path.read_text().strip() if path.exists() else ""
    return not text.isdecimal() or DatabaseEpoch.objects.filter(value=int(text)).exists()


def keep(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    _path(folder).write_text(f"{current_epoch()}\n")


def _path(folder: Path) -> Path:
    return folder / f"epoch-{first_epoch()}"

"""Files that who sent an idea adds on the tracking page: judged as works are, cleaned, few.

What was sent stays only as long as its virus scan has to wait; then our own copy alone stays."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contests.initiatives.notices import tracking_path
from contests.initiatives.rules import check_is_open
from contests.models import (
    MOST_IDEA_FILES,
    Initiative,
    InitiativeFile,
    InitiativeSender,
    InitiativeState,
)
from contests.rules import ContestRefusal
from quizsite.files import storage
from quizsite.files.virus_scan import InfectedFile, ScanWaits
from quizsite.files.works import MEGABYTE, FileFacts, UnacceptableFile, inspect_file
from quizsite.language.vietnamese import tidy
from quizsite.notifications.models import NoticeKind
from quizsite.notifications.outbox import Occasion, notify, notify_address
from quizsite.refusals import Refusal

FOLDER = "ideas"
KINDS = ("docx", "pdf", "jpg", "png")
MOST_MEGABYTES = 10
_TAKING = (InitiativeState.RECEIVED, InitiativeState.CONSIDERED)


class FileNotTaken(ContestRefusal):
    code = "file_not_taken"
    status = 415


class TooManyFiles(ContestRefusal):
    code = "too_many_files"
    status = 409
    message = gettext_lazy("Ý tưởng đã có 3 tệp, là số tệp tối đa. Hãy bỏ một tệp trước.")


class TakesNoFiles(ContestRefusal):
    code = "takes_no_files"
    status = 409
    message = gettext_lazy("Ý tưởng đã qua bước xem xét nên không nhận thêm tệp.")


def check_takes_files(initiative: Initiative) -> None:
    check_is_open(initiative)
    if initiative.state not in _TAKING:
        raise TakesNoFiles
    if initiative.files.count() >= MOST_IDEA_FILES:
        raise TooManyFiles


def add_file(initiative: Initiative, sent: UploadedFile[bytes], *, at: datetime) -> InitiativeFile:
    """Judge it first, which takes seconds; then store the row while nobody else adds one."""
    check_takes_files(initiative)
    name = tidy(Path((sent.name or "").replace("\\", "/")).name)[-200:] or _("tệp")
    settings.WORKS_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=settings.WORKS_DIR, prefix="idea-") as kept:
        digest = hashlib.sha256()
        for chunk in sent.chunks():
            digest.update(chunk)
            kept.write(chunk)
        kept.flush()
        file = InitiativeFile(initiative=initiative, name=name, size=sent.size or 0, sent_at=at)
        file.digest = digest.hexdigest()
        _judge_or_keep(file, Path(kept.name), at=at)
    try:
        return _store(file)
    except Refusal:
        storage.remove([file.stored_as, file.cleaned_as])
        raise


def _judge_or_keep(file: InitiativeFile, path: Path, *, at: datetime) -> None:
    try:
        _take(file, _judged(path, name=file.name), at=at)
    except ScanWaits:
        if path.stat().st_size > MOST_MEGABYTES * MEGABYTE:
            raise
        file.stored_as = storage.store_path(path, folder=FOLDER)


def _judged(path: Path, *, name: str) -> FileFacts:
    try:
        facts = inspect_file(
            path, name=name, most_bytes=MOST_MEGABYTES * MEGABYTE, into=path.parent
        )
    except (UnacceptableFile, InfectedFile) as refusal:
        said = _("Tệp “%(name)s”: %(why)s") % {"name": name, "why": refusal}
        raise FileNotTaken(said) from refusal
    if facts.kind not in KINDS or facts.cleaned is None:
        if facts.cleaned is not None:
            facts.cleaned.unlink(missing_ok=True)
        said = _("Tệp “%(name)s” không thuộc loại được nhận: .docx, .pdf, .jpg, .png.")
        raise FileNotTaken(said % {"name": name})
    return facts


def _take(file: InitiativeFile, facts: FileFacts, *, at: datetime) -> None:
    if facts.cleaned is None:
        return
    try:
        file.cleaned_as = storage.store_path(facts.cleaned, folder=FOLDER)
    finally:
        facts.cleaned.unlink(missing_ok=True)
    file.kind, file.read_at = facts.kind, at


@transaction.atomic
def _store(file: InitiativeFile) -> InitiativeFile:
    locked = Initiative.objects.select_for_update(no_key=True).get(pk=file.initiative_id)
    check_takes_files(locked)
    file.save()
    return file


def remove_files(files: Iterable[InitiativeFile]) -> None:
    """The bytes go before the rows: bytes that no row names would stay."""
    for file in files:
        storage.remove([file.stored_as, file.cleaned_as])
        file.delete()


def read_waiting(*, at: datetime) -> int:
    """Judge what waited for its virus scan, and tell senders of what is refused; return how many.

    It stops where the scanner is still silent."""
    done = 0
    waiting = InitiativeFile.objects.filter(read_at=None).select_related("initiative")
    for file in waiting.order_by("pk")[:100]:
        try:
            _read(file, at=at)
        except ScanWaits:
            break
        except FileNotTaken as refusal:
            _tell_refused(file, str(refusal.message), at=at)
            remove_files([file])
        done += 1
    return done


def _read(file: InitiativeFile, *, at: datetime) -> None:
    settings.WORKS_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=settings.WORKS_DIR, prefix="idea-") as kept:
        with storage.works_store().open(file.stored_as) as stored:
            for chunk in stored.chunks():
                kept.write(chunk)
        kept.flush()
        _take(file, _judged(Path(kept.name), name=file.name), at=at)
    sent = file.stored_as
    won = InitiativeFile.objects.filter(pk=file.pk, read_at=None).update(
        cleaned_as=file.cleaned_as, kind=file.kind, read_at=at, stored_as=""
    )
    # Another worker was quicker, or the sender removed it: our copy is one too many.
    storage.remove([sent if won else file.cleaned_as])


def _tell_refused(file: InitiativeFile, why: str, *, at: datetime) -> None:
    sender = InitiativeSender.objects.filter(initiative=file.initiative_id).first()
    if sender is None or file.initiative.is_sample:
        return
    facts = {"file": file.name, "why": why, "path": tracking_path(file.initiative)}
    occasion = Occasion(NoticeKind.FILE_REFUSED, f"idea-file:{file.pk}", facts)
    if sender.user_id is not None:
        notify([sender.user_id], occasion, at=at)
    elif sender.email:
        notify_address(sender.email, occasion, at=at)


def unnamed_bytes(before: datetime) -> list[str]:
    """A process that died between storing and the commit leaves bytes that no row names."""
    rows = InitiativeFile.objects.values_list("stored_as", "cleaned_as")
    named = {name for row in rows for name in row}
    return [name for name in storage.names_before(before, folder=FOLDER) if name not in named]

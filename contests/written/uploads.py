"""Files come in pieces, each stored before it is acknowledged, so a broken line loses nothing.

As in the tus protocol a piece names its offset, and only the next one is taken."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contests.models import Work, WorkFile, WorkPiece, WrittenTerms
from contests.rules import ContestRefusal
from contests.written.files import ending_of, judge
from contests.written.rules import JuryHasIt, check_may_write
from contests.written.sieve.file_facts import keep_facts
from contests.written.terms import terms_of
from quizsite.files import storage
from quizsite.files.virus_scan import InfectedFile, ScanWaits
from quizsite.files.works import FileFacts
from quizsite.language.vietnamese import tidy

MEGABYTE = 1024 * 1024
PIECE_MOST = 512 * 1024
PIECES, WHOLE, CLEANED = "pieces", "works", "cleaned"
_READ = 1024 * 1024


class UploadRefused(ContestRefusal):
    code = "upload_refused"
    status = 413


class WrongOffset(ContestRefusal):
    """The page asks how far the file has come, and goes on from there."""

    code = "wrong_offset"
    status = 409
    message = gettext_lazy("Máy chủ đã có phần khác của tệp này. Trang sẽ gửi tiếp đúng chỗ.")


class FileGone(ContestRefusal):
    code = "file_gone"
    status = 410
    message = gettext_lazy("Tệp này đã bị bỏ. Hãy chọn lại tệp để gửi.")


@transaction.atomic
def begin_upload(work: Work, *, name: str, size: int, at: datetime) -> WorkFile:
    """Make room for a file; what the rules do not take is refused before a byte is sent."""
    locked = Work.objects.select_for_update(no_key=True).get(pk=work.pk)
    _check_may_attach(locked, at=at)
    name = tidy(Path(name.replace("\\", "/")).name)[-200:]
    terms = terms_of(locked.round)
    kept = locked.files.filter(removed_at=None)
    # The same file again goes on where it stopped, from another device too.
    begun = kept.filter(name=name, size=size, whole_at=None).first()
    if begun is not None:
        return begun
    _check_file(terms, name=name, size=size)
    if kept.count() >= terms.max_files:
        said = _("Bài đã có %(n)d tệp, là số tệp tối đa. Hãy bỏ một tệp trước khi gửi tệp khác.")
        raise UploadRefused(said % {"n": terms.max_files})
    _check_quota(locked, size=size)
    return WorkFile.objects.create(
        work=locked, name=name, kind=ending_of(name), size=size, stored_as="", begun_at=at
    )


def _check_may_attach(work: Work, *, at: datetime) -> None:
    """To a paper work only organisers attach scans, until a jury has it; their pages asked."""
    if not work.is_on_paper:
        check_may_write(work, round=work.round, at=at)
    elif work.codes.exists():
        raise JuryHasIt


def _check_file(terms: WrittenTerms, *, name: str, size: int) -> None:
    kinds = kinds_taken(terms)
    if ending_of(name) not in kinds:
        said = _("Tệp “%(name)s” không thuộc loại được nhận: %(kinds)s.")
        facts = {"name": name, "kinds": ", ".join(f".{one}" for one in kinds)}
        raise UploadRefused(said % facts)
    if size < 1:
        raise UploadRefused(_("Tệp “%(name)s” trống. Hãy chọn tệp khác.") % {"name": name})
    if size > terms.max_megabytes * MEGABYTE:
        said = _("Tệp “%(name)s” lớn hơn %(mb)d MB. Hãy giảm dung lượng rồi gửi lại.")
        raise UploadRefused(said % {"name": name, "mb": terms.max_megabytes})


def kinds_taken(terms: WrittenTerms) -> list[str]:
    return list(terms.file_kinds) or ["pdf", "jpg", "png"]


def _check_quota(work: Work, *, size: int) -> None:
    """Of one person in one round, whatever the works; files that were removed count not."""
    own = WorkFile.objects.filter(
        work__round=work.round_id, work__entry=work.entry_id, removed_at=None
    )
    used = own.aggregate(used=Sum("size"))["used"] or 0
    if not work.is_on_paper and used + size > settings.WORK_QUOTA_MB * MEGABYTE:
        said = _("Các tệp của bạn trong kỳ này đã đủ %(mb)d MB. Hãy bỏ bớt tệp hoặc giảm cỡ tệp.")
        raise UploadRefused(said % {"mb": settings.WORK_QUOTA_MB})


def append_piece(file: WorkFile, *, offset: int, data: bytes, at: datetime) -> WorkFile:
    """Store the next piece, then acknowledge it; the whole file is judged with the last one.

    Of two that send the same piece one is told how far the file has come."""
    _check_piece(file, offset=offset, data=data, at=at)
    if data:
        stored_as = storage.store_bytes(data, folder=PIECES)
        try:
            file = _count_piece(file, offset=offset, size=len(data), stored_as=stored_as, at=at)
        except ContestRefusal:
            storage.remove([stored_as])
            raise
    return finish(file, at=at) if file.received == file.size else file


def _check_piece(file: WorkFile, *, offset: int, data: bytes, at: datetime) -> None:
    if file.removed_at is not None:
        raise FileGone
    _check_may_attach(file.work, at=at)
    if offset != file.received or file.whole_at is not None:
        raise WrongOffset(offset=file.received)
    if len(data) > PIECE_MOST or offset + len(data) > file.size:
        raise UploadRefused(_("Phần gửi lớn hơn dự kiến. Hãy chọn lại tệp để gửi."))


@transaction.atomic
def _count_piece(
    file: WorkFile, *, offset: int, size: int, stored_as: str, at: datetime
) -> WorkFile:
    won = WorkFile.objects.filter(
        pk=file.pk, received=offset, removed_at=None, whole_at=None
    ).update(received=offset + size)
    if not won:
        stored = WorkFile.objects.get(pk=file.pk)
        raise WrongOffset(offset=stored.received)
    WorkPiece.objects.create(file=file, offset=offset, size=size, stored_as=stored_as)
    file.received = offset + size
    return file


def finish(file: WorkFile, *, at: datetime) -> WorkFile:
    """Join the pieces and judge the whole; what is refused goes at once, and its sender is told.

    A process that dies on the way leaves the pieces, and the next request joins them again."""
    if file.whole_at is not None:
        return file
    settings.WORKS_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=settings.WORKS_DIR, prefix="joining-") as joined:
        digest = hashlib.sha256()
        for data in _bytes_of(file):
            digest.update(data)
            joined.write(data)
        joined.flush()
        path = Path(joined.name)
        try:
            facts = _judged(file, path, at=at)
        except ScanWaits:
            return _kept_closed(file, digest=digest.hexdigest())
        stored_as = storage.store_path(path, folder=WHOLE)
    cleaned_as = _store_cleaned(facts)
    _keep_whole(file, facts, names=(stored_as, cleaned_as), digest=digest.hexdigest(), at=at)
    file.refresh_from_db()
    _drop_pieces(file)
    return file


def _kept_closed(file: WorkFile, *, digest: str) -> WorkFile:
    """It may be handed in by its digest; a job scans it, and until then nobody opens it."""
    waiting = WorkFile.objects.filter(pk=file.pk, whole_at=None, removed_at=None)
    waiting.update(digest=digest)
    file.refresh_from_db()
    return file


def waits_for_scan(file: WorkFile) -> bool:
    """All bytes have come, and only the virus scan is missing."""
    return file.whole_at is None and bool(file.digest)


def _judged(file: WorkFile, path: Path, *, at: datetime) -> FileFacts:
    terms = terms_of(file.work.round)
    most = terms.max_megabytes * MEGABYTE
    try:
        return judge(path, name=file.name, kinds=kinds_taken(terms), most_bytes=most)
    except (ContestRefusal, InfectedFile):
        remove_file(file, at=at)
        raise


def _store_cleaned(facts: FileFacts) -> str:
    """Jurors get the cleaned copy alone."""
    if facts.cleaned is None:
        return ""
    try:
        return storage.store_path(facts.cleaned, folder=CLEANED)
    finally:
        facts.cleaned.unlink(missing_ok=True)


@transaction.atomic
def _keep_whole(
    file: WorkFile, facts: FileFacts, *, names: tuple[str, str], digest: str, at: datetime
) -> None:
    stored_as, cleaned_as = names
    won = WorkFile.objects.filter(pk=file.pk, whole_at=None, removed_at=None).update(
        whole_at=at,
        digest=digest,
        stored_as=stored_as,
        cleaned_as=cleaned_as,
        kind=facts.kind,
        pages=facts.pages,
    )
    if won:
        keep_facts(file, facts, at=at)
    else:  # another request joined it, or it was removed
        storage.remove([stored_as, cleaned_as])


def _bytes_of(file: WorkFile) -> Iterator[bytes]:
    store = storage.works_store()
    for piece in file.pieces.order_by("offset"):
        with store.open(piece.stored_as) as opened:
            while data := opened.read(_READ):
                yield data


def _drop_pieces(file: WorkFile) -> None:
    names = list(file.pieces.values_list("stored_as", flat=True))
    file.pieces.all().delete()
    storage.remove(names)


def remove_file(file: WorkFile, *, at: datetime) -> None:
    """Take a file out of the work; bytes that a version holds stay with that version."""
    won = WorkFile.objects.filter(pk=file.pk, removed_at=None).update(removed_at=at)
    if not won:
        raise FileGone
    _drop_pieces(file)
    if file.stored_as and not file.versions.exists():
        storage.remove([file.stored_as, file.cleaned_as])
        WorkFile.objects.filter(pk=file.pk).update(stored_as="", cleaned_as="")


@transaction.atomic
def remove_own_file(file: WorkFile, *, at: datetime) -> None:
    """As its author asks; after the deadline a work stays as it is.

    It waits for a hand-in of the same work, whose version then holds the bytes."""
    work = Work.objects.select_for_update(no_key=True).get(pk=file.work_id)
    _check_may_attach(work, at=at)
    remove_file(WorkFile.objects.get(pk=file.pk), at=at)

"""The secretary notes works that came on paper; the postmark decides whether they came in time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contests.models import Entry, Round, Work, WorkAuthor, WorkState, WorkVersion
from contests.rules import ContestRefusal
from contests.subjects import about_round, organiser
from contests.written.changes import tell_changed
from contests.written.hand_in import digest_of_parts, judged_round, next_number
from contests.written.rules import check_is_marked_later
from contests.written.terms import terms_of
from quizsite.accounts.models import Unit, User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record


class NoPaperTaken(ContestRefusal):
    code = "no_paper_taken"
    status = 409
    message = _("Thể lệ của kỳ này không nhận bài giấy.")


class PaperTooLate(ContestRefusal):
    code = "paper_too_late"


class AuthorUnknown(ContestRefusal):
    code = "author_unknown"
    message = _("Hãy chọn người dự thi, hoặc ghi họ và tên tác giả.")


@dataclass(frozen=True, slots=True)
class PaperEntry:
    """What the secretary reads from the envelope; without an entry the author is typed."""

    title: str
    arrived_on: date
    entry: Entry | None = None
    full_name: str = ""
    unit: Unit | None = None
    postmarked_on: date | None = None


@transaction.atomic
def register_paper_work(round: Round, said: PaperEntry, *, by: User, at: datetime) -> Work:
    """Give it a number and a receipt as any other work; a scan may be attached afterwards."""
    locked = judged_round(round.pk)
    check_is_marked_later(locked)
    check_came_in_time(locked, said, at=at)
    if said.entry is None and not said.full_name:
        raise AuthorUnknown
    work = Work.objects.create(
        round=locked,
        entry=said.entry,
        number=next_number(locked),
        title=said.title,
        state=WorkState.HANDED_IN,
        begun_at=at,
        handed_in_at=at,
        is_on_paper=True,
        postmarked_on=said.postmarked_on,
        arrived_on=said.arrived_on,
        registered_by=by,
    )
    WorkAuthor.objects.create(
        work=work,
        entry=said.entry,
        full_name=said.entry.user.full_name if said.entry else said.full_name,
        unit_id=said.entry.unit_id if said.entry else said.unit.pk if said.unit else None,
    )
    WorkVersion.objects.create(
        work=work,
        number=1,
        title=said.title,
        handed_in_at=at,
        digest=digest_of_parts(said.title, {}, "", []),
    )
    tell_changed(locked, [work.entry_id])
    record(
        about_round(locked),
        kind=AuditKind.WORK_REGISTERED,
        by=organiser(by),
        at=at,
        after={
            "work": work.number,
            "arrived_on": said.arrived_on,
            "postmarked_on": said.postmarked_on,
        },
    )
    return work


def check_came_in_time(round: Round, said: PaperEntry, *, at: datetime) -> None:
    """With a last day for postmarks, that day counts; without it, the day of arrival."""
    terms = terms_of(round)
    if not terms.takes_paper:
        raise NoPaperTaken
    today = timezone.localdate(at)
    if said.arrived_on > today or (said.postmarked_on and said.postmarked_on > said.arrived_on):
        raise PaperTooLate(_("Ngày chưa tới hoặc dấu bưu điện sau ngày nhận. Hãy xem lại."))
    opened = timezone.localdate(round.opens_at)
    sent_on = said.postmarked_on or said.arrived_on
    if terms.postmark_until and said.postmarked_on:
        last = terms.postmark_until
    else:
        last = timezone.localdate(round.closes_at)
        # A round that closes at midnight takes nothing on the day that begins then.
        if timezone.localtime(round.closes_at).time() == datetime.min.time():
            last = date.fromordinal(last.toordinal() - 1)
        sent_on = said.arrived_on if not terms.postmark_until else sent_on
    if not opened <= sent_on <= last:
        text = _("Bài gửi hoặc đến ngày %(day)s, ngoài thời gian nhận bài (%(first)s – %(last)s).")
        facts = {"day": f"{sent_on:%d/%m/%Y}", "first": f"{opened:%d/%m/%Y}"}
        raise PaperTooLate(text % (facts | {"last": f"{last:%d/%m/%Y}"}))


@transaction.atomic
def note_scans(work: Work, *, at: datetime) -> WorkVersion:
    """The one version of a paper work holds whatever scans there are, under a new digest."""
    version = WorkVersion.objects.select_for_update(no_key=True).get(work=work, number=1)
    files = list(work.files.filter(removed_at=None).exclude(whole_at=None))
    version.files.set(files)
    version.digest = digest_of_parts(version.title, {}, "", [one.digest for one in files])
    version.save(update_fields=["digest"])
    return version

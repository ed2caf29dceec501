"""Announces a contest: its organisers, its divisions, and when the public first sees it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from contests.models import (
    CONTEST_MOVES,
    Contest,
    ContestOrganiser,
    ContestState,
    Division,
)
from contests.planning.double_roles import note_double_roles
from contests.quotas.settings import check_somebody_says_so
from contests.regulation.versions import announce_if_new
from contests.rules import ContestRefusal
from contests.subjects import about_contest, organiser
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record, record_changes, snapshot
from quizsite.language.vietnamese import search_key, tidy

# A contest's address may not be one of these, because organiser pages stand there.
RESERVED_SLUGS = frozenset(
    {
        *("tao", "ngan-hang", "van-hanh", "nhat-ky", "vai", "nguoi-dung", "du-lieu-ca-nhan"),
        *("don-vi", "loi-moi", "tao-tu-mau", "khao-sat", "sang-kien"),
    }
)
# Once people can register, only these may change, and the history keeps each change.
DESCRIPTION_FIELDS = (
    *("title", "summary", "organiser_name", "legal_basis", "contact", "prizes"),
    *("data_controller", "data_contact", "quality_bands"),
)
DRAFT_FIELDS = (
    *(*DESCRIPTION_FIELDS, "slug", "tie_chain", "appeal_days", "result_days", "result_by"),
)


class SlugTaken(ContestRefusal):
    code = "slug_taken"


class TwinDivisions(ContestRefusal):
    code = "twin_divisions"

    def __init__(self, name: str) -> None:
        super().__init__(
            _("Cuộc thi đã có bảng tên “%(name)s”. Hãy đặt tên khác.") % {"name": name}
        )


class ContestIsPublished(ContestRefusal):
    code = "contest_is_published"
    message = _("Cuộc thi đã công bố nên không đổi được bảng thi, đường dẫn và cách xếp hạng.")


class ContestNotReady(ContestRefusal):
    code = "contest_not_ready"


@transaction.atomic
def create_contest(
    contest: Contest, *, divisions: Sequence[Division], by: User, at: datetime
) -> Contest:
    """Store a new contest; its creator becomes its organiser."""
    contest.created_by, contest.created_at = by, at
    _save_or_refuse(contest)
    ContestOrganiser.objects.create(contest=contest, user=by, since=at, given_by=by)
    _replace_divisions(contest, divisions)
    record(
        about_contest(contest),
        kind=AuditKind.CONTEST_CREATED,
        by=organiser(by),
        at=at,
        after=_draft_facts(contest),
    )
    note_double_roles(by, by=organiser(by), at=at, contest=contest)
    return contest


@transaction.atomic
def update_contest(
    contest: Contest, *, divisions: Sequence[Division], by: User, at: datetime
) -> Contest:
    """Change a draft in every respect."""
    # The lock comes first: an organiser who publishes or saves at the same moment waits for it.
    drafts = Contest.objects.select_for_update(no_key=True).filter(state=ContestState.DRAFT)
    stored = drafts.filter(pk=contest.pk).first()
    if stored is None:
        raise ContestIsPublished
    facts = _draft_facts(stored)
    _save_or_refuse(contest)
    _replace_divisions(contest, divisions)
    record_changes(
        about_contest(contest),
        kind=AuditKind.CONTEST_EDITED,
        by=organiser(by),
        at=at,
        before=facts,
        after=_draft_facts(contest),
    )
    return contest


@transaction.atomic
def describe_contest(contest: Contest, *, by: User, at: datetime) -> Contest:
    """Change the description of a published contest; what was there before is kept."""
    stored = Contest.objects.select_for_update(no_key=True).get(pk=contest.pk)
    changed = record_changes(
        about_contest(contest),
        kind=AuditKind.DESCRIPTION_EDITED,
        by=organiser(by),
        at=at,
        before=snapshot(stored, DESCRIPTION_FIELDS),
        after=snapshot(contest, DESCRIPTION_FIELDS),
    )
    if changed:
        contest.save(update_fields=changed)
    return contest


@transaction.atomic
def publish_contest(contest: Contest, *, by: User | None, at: datetime) -> Contest:
    """From now on the public sees the contest and people may register."""
    if ContestState.PUBLISHED not in CONTEST_MOVES[ContestState(contest.state)]:
        raise ContestIsPublished(_("Cuộc thi này đã được công bố."))
    won = Contest.objects.filter(pk=contest.pk, state=ContestState.DRAFT).update(
        state=ContestState.PUBLISHED
    )
    if not won:
        raise ContestIsPublished(_("Cuộc thi này đã được công bố."))
    contest.refresh_from_db()
    if not contest.divisions.exists():
        raise ContestNotReady(_("Cuộc thi chưa có bảng thi nào. Hãy thêm ít nhất một bảng."))
    names = list(contest.divisions.values_list("name", flat=True))
    for n in twins_among(names):  # a copy may have them from before they were refused
        raise TwinDivisions(names[n])
    if not contest.tie_chain:
        raise ContestNotReady(_("Hãy chọn cách xếp hạng cả cuộc thi trước khi công bố."))
    quotas = contest.quotas.values_list("category", flat=True)
    check_somebody_says_so(contest, list(quotas))
    record(about_contest(contest), kind=AuditKind.PUBLISHED, by=organiser(by), at=at)
    announce_if_new(contest, by=by, at=at)
    return contest


def slug_for(title: str) -> str:
    """Write tim-hieu-cai-cach-hanh-chinh-2026; drop letters that an address cannot hold."""
    return slugify(search_key(title))[:80].strip("-")


def _draft_facts(contest: Contest) -> dict[str, Any]:
    divisions = Division.objects.filter(contest=contest).order_by("position", "pk")
    return snapshot(contest, DRAFT_FIELDS) | {
        "divisions": [" · ".join(map(str, filter(None, _facts_of(one)))) for one in divisions]
    }


def _facts_of(division: Division) -> tuple[str, ...]:
    minors = str(_("nhận người dưới 16 tuổi")) if division.admits_minors else ""
    prizeless = str(_("không xét giải")) if division.is_prizeless else ""
    audience = str(division.get_audience_display())
    return (division.name, audience, _category(division), minors, prizeless)


def _category(division: Division) -> str:
    return division.get_headcount_category_display() if division.headcount_category else ""


def _save_or_refuse(contest: Contest) -> None:
    taken = SlugTaken(
        _("Đường dẫn “%(slug)s” đã có cuộc thi khác dùng. Hãy chọn đường dẫn khác.")
        % {"slug": contest.slug}
    )
    if contest.slug in RESERVED_SLUGS:
        raise taken
    try:
        with transaction.atomic():
            contest.save()
    except IntegrityError as error:
        raise taken from error


def twins_among(names: Iterable[str]) -> list[int]:
    """Say which names come after one that people read as the same name."""
    folded = [tidy(name).casefold() for name in names]
    return [n for n, name in enumerate(folded) if name in folded[:n]]


def _replace_divisions(contest: Contest, divisions: Sequence[Division]) -> None:
    """Keep the given ones in this order, drop the others; a kept one keeps its sections."""
    kept = [division.pk for division in divisions if division.pk]
    contest.divisions.exclude(pk__in=kept).delete()
    used: set[str] = set()
    for position, division in enumerate(divisions):
        division.contest, division.position = contest, position
        stem = slug_for(division.name)[:36] or "bang"
        code, n = stem, 2
        while code in used:
            code, n = f"{stem}-{n}", n + 1
        used.add(code)
        division.code = code
    # Two divisions may have swapped names: free the codes before setting them again.
    for division in divisions:
        if division.pk:
            Division.objects.filter(pk=division.pk).update(code=f"_{division.pk}")
    for division in divisions:
        division.save()

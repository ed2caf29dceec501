"""A written round with its terms, and a work that lacks nothing."""

from datetime import timedelta

from contests.models import RoundKind, Work, WorkHeading, WrittenTerms
from contests.written.drafts import Written, begin_work, save_draft
from tests.factories import NOON, EntryFactory, RoundFactory

MIDDAY = NOON
CLOSING = NOON + timedelta(days=7)


def written_round(*, headings=("Thực trạng", "Giải pháp"), round=(), **terms):
    """Open from an hour before NOON for a week, as all rounds of tests."""
    made = RoundFactory(**{"kind": RoundKind.WRITTEN, "tie_chain": ["points"]} | dict(round))
    stored = WrittenTerms.objects.create(round=made, **terms)
    for position, title in enumerate(headings):
        WorkHeading.objects.create(terms=stored, position=position, title=title)
    return made


def entered(round, **more):
    return EntryFactory(contest=round.contest, **more)


def entered_where_others_are(round, **more):
    """Enter the contest's own division, where it has one: pages tell divisions apart by name."""
    if (known := round.contest.divisions.first()) is not None:
        more.setdefault("division", known)
    return entered(round, **more)


def texts_for(round, text="Cải cách hành chính bắt đầu từ việc nhỏ."):
    return {str(one.pk): text for one in round.written_terms.headings.all()}


def whole_draft(work, *, writer="trang-1", base=0, sequence=1, at=MIDDAY, **said):
    written = {"title": "Một cửa gần dân", "texts": texts_for(work.round)} | said
    return save_draft(
        work, written=Written(**written), writer=writer, base=base, sequence=sequence, at=at
    )


def ready_work(round=None, *, entry=None, at=MIDDAY) -> Work:
    round = round or written_round()
    work = begin_work(entry or entered(round), round=round, at=at)
    whole_draft(work, at=at)
    return work

"""What single people are given beyond a round's rules, as starting a paper reads and judges it.

One subquery in the read that a start makes anyway gives all of it as one text, so nobody waits for
a further query. What it means at a moment is decided here, once."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import msgspec
from django.db.models import Aggregate, OuterRef, Q, QuerySet, Subquery, TextField
from django.utils.translation import gettext as _

from contests.models import Allowance, Round, RoundPhase
from quizsite.language import moments


class Given(NamedTuple):
    extra_s: int
    extra_attempts: int
    opens_at: datetime | None
    ends_at: datetime | None
    given_at: datetime
    reason: str

    def is_window_at(self, at: datetime) -> bool:
        """May this person start then, although the round is closed?"""
        return self.opens_at is not None and self.opens_at <= at < (self.ends_at or at)


class _AsText(Aggregate):
    """Puts all rows into one text."""

    template = "json_agg(json_build_array(%(expressions)s))::text"
    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        rows = "json_group_array(json_array(%(expressions)s))"
        return self.as_sql(compiler, connection, template=rows, **more)


def _as_text(rows: QuerySet[Allowance], group: str) -> Subquery:
    grouped = rows.order_by().values(group).annotate(text=_AsText(*Given._fields))
    return Subquery(grouped.values("text"))


def given_for_starts(round_id: Any) -> Subquery:
    """Of an entry: what holds for the papers that its person starts in a round from now on."""
    own = Allowance.objects.in_force().filter(entry=OuterRef("pk"), round=round_id, attempt=None)
    return _as_text(own, "entry")


def given_for_paper() -> Subquery:
    """Of an attempt: the extra time it was drawn with, or was given while it was open."""
    earlier = Q(attempt=None, given_at__lte=OuterRef("started_at"))
    kept = Q(withdrawn_at=None) | Q(withdrawn_at__gt=OuterRef("started_at"))
    own = Allowance.objects.filter(entry=OuterRef("entry"), round=OuterRef("round"), extra_s__gt=0)
    return _as_text(own.filter(Q(attempt=OuterRef("pk")) | (earlier & kept)), "round")


_rows = msgspec.json.Decoder(list[tuple[int, int, datetime | None, datetime | None, datetime, str]])


def read_given(text: str | None) -> tuple[Given, ...]:
    """SQLite writes moments without their zone, which is UTC."""
    if text is None:
        return ()
    return tuple(Given(*(_in_utc(value) for value in row)) for row in _rows.decode(text))


def _in_utc(value: Any) -> Any:
    is_bare = isinstance(value, datetime) and value.tzinfo is None
    return value.replace(tzinfo=UTC) if is_bare else value


def extra_time(given: Iterable[Given]) -> timedelta:
    return timedelta(seconds=sum(one.extra_s for one in given))


def in_words(one: Given) -> str:
    """Tell the person what they are given, and why."""
    said = []
    if one.extra_s:
        said.append(_("thêm %(span)s làm bài") % {"span": moments.span(one.extra_s)})
    if one.extra_attempts:
        said.append(_("thêm %(n)d lượt thi") % {"n": one.extra_attempts})
    if one.opens_at and one.ends_at:
        window = moments.window(one.opens_at, one.ends_at)
        said.insert(0, _("thi bù %(window)s") % {"window": window})
    facts = {"what": ", ".join(said), "why": one.reason}
    return (
        _("Bạn được %(what)s. Lý do: %(why)s") if one.reason else _("Bạn được %(what)s.")
    ) % facts


def extra_attempts(given: Iterable[Given], *, since: datetime | None, at: datetime) -> int:
    """Count them: those of a window only within it, others if given in the period that counts."""
    return sum(
        one.extra_attempts
        for one in given
        if (one.is_window_at(at) if one.opens_at else since is None or one.given_at >= since)
    )


def window_now(given: Iterable[Given], *, round: Round, at: datetime) -> Given | None:
    """Find the window in which this person makes up a round that has closed for everybody else."""
    if round.phase(at) is not RoundPhase.CLOSED:
        return None
    open_now = [one for one in given if one.is_window_at(at)]
    return max(open_now, key=lambda one: one.ends_at or at, default=None)


def next_window(given: Iterable[Given], *, at: datetime) -> Given | None:
    to_come = [one for one in given if one.opens_at is not None and one.opens_at > at]
    return min(to_come, key=lambda one: one.opens_at or at, default=None)


def deadline_of(given: Iterable[Given], *, round: Round, at: datetime) -> datetime:
    """Compute when a paper started at `at` ends: by its time, and by the latest end it may have."""
    allowed = list(given)
    is_open = at < round.closes_at
    ends = [round.closes_at] if is_open else []
    for one in allowed:
        holds = one.is_window_at(at) if one.opens_at else is_open
        if one.ends_at is not None and holds:
            ends.append(one.ends_at)
    full = at + timedelta(seconds=round.time_limit_s) + extra_time(allowed)
    return min(full, max(ends, default=round.closes_at))

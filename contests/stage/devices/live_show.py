"""One show as it is now, read once for each change however many devices ask.

It adds to the folded state what devices need: which window is open, since when, and for whom."""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

from django.db.models import Max

from contests.models import Show, StageEvent, StageSeatRole
from contests.stage.events import Event, EventKind
from contests.stage.fold import fold
from contests.stage.programme import BuzzMode, PartKind, QuestionRules
from contests.stage.rows import events_of, programme_of
from contests.stage.state import ShowState, counted_events

# An organiser may mend a word of the programme during the show, which is no event.
KEPT_S = 3.0
MOST_KEPT = 16
_OWN_TEAM = frozenset({PartKind.KNOWLEDGE, PartKind.SITUATION})


@dataclass(frozen=True)
class LiveShow:
    pk: int
    title: str
    run: int
    state: ShowState
    events: tuple[Event, ...]  # those that count, since the question was shown

    @property
    def window(self) -> int:
        """The event that devices answer to: the question shown, or the chance to steal; 0: none."""
        if self.state.shown is None or self.state.shown.is_revealed:
            return 0
        if self.state.is_stealing and (steal := self._last(EventKind.STEAL_OPENED)):
            return steal.sequence
        return self.state.shown.sequence

    @property
    def is_buzzer(self) -> bool:
        """Do teams press now, rather than answer on their phones?"""
        part = self.state.part
        if part is None or not isinstance(part.rules, QuestionRules):
            return False
        return (
            part.kind is PartKind.BUZZER
            or self.state.is_stealing
            or self.state.answers_mode == "buzz"
        )

    @property
    def buzz_mode(self) -> BuzzMode:
        """A steal has no reading to wait for: its window is its signal."""
        part = self.state.part
        if self.state.is_stealing or part is None or not isinstance(part.rules, QuestionRules):
            return BuzzMode.ANY_TIME
        return BuzzMode(part.rules.mode)

    @property
    def signal_ms(self) -> int | None:
        opened = self._last(EventKind.ANSWERS_OPENED)
        return opened.at_ms if opened else None

    @property
    def closed_ms(self) -> int | None:
        """When the window was closed, if it is."""
        closed = self._last(EventKind.ANSWERS_CLOSED)
        opened = max((one.sequence for one in self.events if one.kind in _OPENINGS), default=0)
        return closed.at_ms if closed and closed.sequence > opened else None

    @property
    def may_press(self) -> bool:
        """May a team press, be it too early?"""
        is_open = self.window > 0 and self.closed_ms is None
        return self.is_buzzer and is_open and self.state.holder is None

    def is_early(self, judged_ms: int) -> bool:
        """Was a press made before the host's signal, where the rules want one?"""
        signal = self.signal_ms
        is_signalled = self.buzz_mode is BuzzMode.AFTER_SIGNAL
        return is_signalled and (signal is None or judged_ms < signal)

    def answers_from(self, role: str, *, team: int | None, number: int | None) -> bool:
        """Is the question on the screens one for this seat to answer?"""
        part = self.state.part
        if part is None or self.window == 0:
            return False
        if part.kind is PartKind.BELL:
            bell = self.state.bell
            return role == StageSeatRole.BELL and bell is not None and number in bell.standing
        if part.kind is PartKind.AUDIENCE:
            return role == StageSeatRole.AUDIENCE
        if role != StageSeatRole.TEAM:
            return False
        own_alone = part.kind in _OWN_TEAM and self.state.team is not None
        return team == self.state.team if own_alone else True

    def _last(self, kind: EventKind) -> Event | None:
        return next((one for one in reversed(self.events) if one.kind is kind), None)


_OPENINGS = frozenset({EventKind.ANSWERS_OPENED, EventKind.STEAL_OPENED, EventKind.QUESTION_SHOWN})
_kept: OrderedDict[tuple[int, int, int], tuple[float, LiveShow]] = OrderedDict()
_lock = Lock()


def live_show(show_id: int) -> LiveShow | None:
    """Read the show, or return what was read at the same event a moment ago."""
    show = Show.objects.filter(pk=show_id).first()
    if show is None:
        return None
    newest = StageEvent.objects.filter(show=show, run=show.run).aggregate(n=Max("sequence"))["n"]
    key = (show.pk, show.run, newest or 0)
    with _lock:
        read_at, kept = _kept.get(key, (0.0, None))
    if kept is not None and time.monotonic() - read_at < KEPT_S:
        return kept
    live = _read(show)
    with _lock:
        # Another event may have come while this was read: the state says which is its last.
        _kept[show.pk, show.run, live.state.sequence] = (time.monotonic(), live)
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return live


def forget_shows() -> None:
    """Tests begin with other rows under the same numbers."""
    with _lock:
        _kept.clear()


def _read(show: Show) -> LiveShow:
    events = events_of(show, show.run)
    state = fold(programme_of(show), events)
    since = state.shown.sequence if state.shown else 0
    counted = tuple(one for one in counted_events(events) if one.sequence >= since > 0)
    return LiveShow(show.pk, show.title, show.run, state, counted)

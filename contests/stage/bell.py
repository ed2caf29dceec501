"""The golden bell (rung chuông vàng): who stands, who may come back, who wins. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from contests.stage.programme import BellRules, RescueTrigger


@dataclass(frozen=True)
class BellState:
    """The floor after some questions; `out` tells at which question each seat fell (0: before)."""

    rules: BellRules
    standing: frozenset[int]
    asked: int = 0
    out: Mapping[int, int] = field(default_factory=dict)
    rescued_by: tuple[RescueTrigger, ...] = ()
    is_over: bool = False
    # Winners by place; several in one place share it, or a golden question parts them.
    podium: tuple[tuple[int, ...], ...] = ()

    @property
    def is_golden(self) -> bool:
        """Is the next question the golden one?"""
        if self.is_over or not self.standing:
            return False
        rules = self.rules
        by_number = rules.golden_from is not None and self.asked + 1 >= rules.golden_from
        few = rules.golden_standing is not None and len(self.standing) <= rules.golden_standing
        return by_number or (few and self.asked > 0)

    @property
    def rescue_due(self) -> RescueTrigger | None:
        """Which rule lets people come back now, if any."""
        if self.is_over or len(self.rescued_by) >= self.rules.most_rescues:
            return None
        return next((one for one in self.rules.rescues if self._is_met(one)), None)

    def _is_met(self, trigger: RescueTrigger) -> bool:
        rules, standing = self.rules, len(self.standing)
        if not self.out or trigger in self.rescued_by:
            return False
        if trigger is RescueTrigger.AFTER_QUESTION:
            return self.asked >= rules.rescue_after
        if trigger is RescueTrigger.EMPTY:
            return standing == 0
        if trigger is RescueTrigger.SHARE_LEFT:
            return standing <= rules.rescue_share * rules.seats
        return standing == 0 and bool(self.rescuable(trigger))

    def rescuable(self, trigger: RescueTrigger) -> frozenset[int]:
        """Seats that this rule may bring back."""
        since = self.rules.rescue_since if trigger is RescueTrigger.ALL_SINCE else 0
        return frozenset(seat for seat, asked in self.out.items() if asked >= since)


def bell_floor(rules: BellRules) -> BellState:
    return BellState(rules, frozenset(range(1, rules.seats + 1)))


def seats_out(bell: BellState, seats: Iterable[int]) -> BellState:
    """Seats leave for another reason than an answer: empty from the start, or a breach."""
    fallen = frozenset(seats) & bell.standing
    out = {**bell.out, **dict.fromkeys(fallen, bell.asked)}
    return replace(bell, standing=bell.standing - fallen, out=out)


def seats_back(bell: BellState, seats: Iterable[int], trigger: RescueTrigger) -> BellState:
    back = frozenset(seats) & bell.rescuable(trigger)
    return replace(
        bell,
        standing=bell.standing | back,
        out={seat: asked for seat, asked in bell.out.items() if seat not in back},
        rescued_by=(*bell.rescued_by, trigger),
    )


def question_closed(
    bell: BellState, wrong: Iterable[int], right_ms: Mapping[int, int]
) -> BellState:
    """Those who were wrong fall; if everybody was, the rules may let all stay."""
    was_golden, before = bell.is_golden, bell.standing
    fallen = frozenset(wrong) & before
    asked = bell.asked + 1
    if fallen == before and bell.rules.all_wrong_stays:
        fallen = frozenset()
    after = replace(
        bell,
        asked=asked,
        standing=before - fallen,
        out={**bell.out, **dict.fromkeys(fallen, asked)},
    )
    return _ended(after, was_golden=was_golden, all_wrong=before <= frozenset(wrong), ms=right_ms)


def _ended(
    bell: BellState, *, was_golden: bool, all_wrong: bool, ms: Mapping[int, int]
) -> BellState:
    """End the bell when its rules name winners."""
    rules, standing = bell.rules, bell.standing
    if was_golden and standing and not all_wrong:
        return replace(bell, is_over=True, podium=photo_finish(standing, ms))
    if rules.most_questions is not None and bell.asked >= rules.most_questions and standing:
        return replace(bell, is_over=True, podium=(tuple(sorted(standing)),))
    has_golden = rules.golden_from is not None or rules.golden_standing is not None
    if len(standing) == 1 and not has_golden and rules.most_questions is None:
        if bell.rescue_due:
            return bell
        return replace(bell, is_over=True, podium=(tuple(standing),))
    if not standing and bell.rescue_due is None:
        last = tuple(sorted(seat for seat, asked in bell.out.items() if asked == bell.asked))
        return replace(bell, is_over=True, podium=(last,))
    return bell


def photo_finish(standing: Iterable[int], ms: Mapping[int, int]) -> tuple[tuple[int, ...], ...]:
    """Order those who answered the golden question right by their times; equal times share."""
    by_time: dict[int, list[int]] = {}
    last = max(ms.values(), default=0) + 1
    for seat in sorted(standing):
        by_time.setdefault(ms.get(seat, last), []).append(seat)
    return tuple(tuple(by_time[one]) for one in sorted(by_time))

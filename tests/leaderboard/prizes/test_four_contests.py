"""Four real contests on twelve entrants and six units. All expected values were worked out by hand.

Six people had all correct, which is what predictions were about."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from contests.awards import Award
from contests.models import CollectiveRule, EntryDetail, Prize, PrizeTerms, Round
from leaderboard.finals.finalise import finalise_round
from leaderboard.models import UnitPoints
from leaderboard.prizes.collective import announce_sheet, announced_sheets
from leaderboard.prizes.lines import public_lines
from leaderboard.prizes.sheets import sheet_of
from leaderboard.standings.store import record_results
from quizsite.accounts.models import Unit
from tests.factories import (
    NOON,
    ContestFactory,
    DivisionFactory,
    EntryFactory,
    HeadcountFactory,
    OrganiserFactory,
    QuotaFactory,
    RoundFactory,
    UnitFactory,
    UnitKindFactory,
)
from tests.leaderboard.cast import closed_attempt

pytestmark = pytest.mark.django_db

OPENED = NOON - timedelta(days=1)
# Name, unit, correct of 10, seconds, minute, attempts, order of registering, predicted, gap.
PEOPLE = """
    An      1   10   300   50   2    5    7   1
    Bình    1    9   200   10   1    1    4   2
    Chi     2   10   300   40   1    7    3   3
    Dũng    2   10   250   70   3    2    9   3
    Em      3   10   300   60   1    3    4   2
    Giang   3    8   100    5   1    4    5   1
    Hà      4   10   400   30   2    6    5   1
    Hùng    4    7   500   90   1    8    1   5
    Khoa    5    9   200   20   2    9    6   0
    Lan     5    9   200   15   1   10    2   4
    Minh    6    6   350   80   1   11    8   2
    Nga     6   10   250   65   1   12   12   6
"""


@dataclass
class Stage:
    """A closed round with the twelve people; what differs is the test's."""

    round: Round
    units: list[Unit]

    def prizes(self, *prizes: tuple[str, int], **facts: Any) -> None:
        for position, (title, count) in enumerate(prizes, start=1):
            usual = {"contest": self.round.contest, "round": self.round, "position": position}
            Prize.objects.create(title=title, count=count, **usual, **facts)

    def rule(self, **facts: Any) -> CollectiveRule:
        usual = {"contest": self.round.contest, "round": self.round, "title": "Tập thể"}
        kind = self.units[0].kind
        return CollectiveRule.objects.create(**({"unit_kind": kind} | usual | facts))

    def brings_one_stop_staff(self, *names: str) -> None:
        """All of them have to come, which is one of each unit."""
        contest, category = self.round.contest, "mot-cua"
        QuotaFactory(contest=contest, category=category, at_least=None, percent=100)
        for unit in self.units:
            HeadcountFactory(unit=unit, category=category, people=1)
        for name in names:
            entry = contest.entries.get(display_name=name)
            EntryDetail.objects.create(entry=entry, category=category)

    def finalise(self) -> None:
        finalise_round(self.round, by=None, at=NOON)

    def winners(self) -> list[tuple[str, str]]:
        return [
            (one.prize.removeprefix("Giải "), one.name)
            for one in public_lines(Award(self.round.contest, self.round))
        ]


def sheet(rule: CollectiveRule, **what_if: int) -> list[tuple[int, int | None, str]]:
    """Unit number, place, and the rate or the total that decided."""
    shown = sheet_of(rule, at=NOON, **what_if)
    name = "total" if rule.measure == "weighted" else "rate"
    return [(int(one.code[-1]), one.place, getattr(one, name)) for one in shown.lines]


def stage(*headcounts: int, chain: list[str], **settings: Any) -> Stage:
    contest = ContestFactory()
    PrizeTerms.objects.create(contest=contest, checks_winners=False)
    division = DivisionFactory(contest=contest)
    round = RoundFactory(
        contest=contest,
        opens_at=OPENED,
        closes_at=NOON - timedelta(hours=1),
        attempt_limit=3,
        tie_chain=chain,
        **settings,
    )
    units = [UnitFactory(code=f"don-vi-{n}", name=f"Đơn vị {n}") for n in range(1, 7)]
    for unit, people in zip(units, headcounts, strict=True):
        HeadcountFactory(unit=unit, people=people)
    for line in PEOPLE.split("\n")[1:-1]:
        _took(round, division, units, line.split())
    return Stage(round, units)


def _took(round: Round, division: Any, units: list[Unit], who: list[str]) -> None:
    name, *rest = who
    unit, correct, seconds, minute, attempts, registered, predicted, _gap = map(int, rest)
    entry = EntryFactory(
        contest=round.contest,
        division=division,
        unit=units[unit - 1],
        display_name=name,
        registered_at=OPENED - timedelta(days=1) + timedelta(minutes=registered),
    )
    at = OPENED + timedelta(minutes=minute)
    facts = {"of": 10, "prediction": predicted if round.has_prediction else None}
    for number in range(1, attempts):  # worse ones before
        closed_attempt(entry, round, number=number, correct=0, seconds=1, at=OPENED, **facts)
    closed_attempt(entry, round, number=attempts, correct=correct, seconds=seconds, at=at, **facts)
    record_results(round, [entry.pk])


def test_dak_lak_2023():
    """T3, six prizes; of units with a winner and all one-stop staff the highest rate."""
    chain = ["correct", "time_used", "fewer_attempts", "registered_earlier"]
    one = stage(4, 2, 3, 5, 2, 4, chain=chain)
    one.prizes(("Nhất", 1), ("Nhì", 2), ("Ba", 3))
    rule = one.rule(
        measure="rate", tie_chain=["winners", "mean"], needs_winner=True, needs_quotas=True
    )
    one.brings_one_stop_staff("Bình", "Chi", "Hùng", "Khoa", "Minh")  # none of unit 3
    for position, title in enumerate(("Nhất", "Nhì"), start=7):
        Prize.objects.create(
            contest=rule.contest, round=rule.round, collective=rule, title=title, position=position
        )

    one.finalise()

    assert one.winners() == [
        ("Nhất", "Nga"),  # 250 s in one attempt
        *(("Nhì", "Dũng"), ("Nhì", "Em")),  # 250 s in three; 300 s in one, registered third
        *(("Ba", "Chi"), ("Ba", "An"), ("Ba", "Hà")),
    ]
    # Unit 5 has 100 % and no winner, unit 3 no one-stop staff. Units 1 and 6 have 50 % and one
    # winner: a mean of 95 is above 80.
    assert sheet(rule) == [
        *((2, 1, "100.00"), (1, 2, "50.00"), (6, 3, "50.00"), (4, 4, "40.00")),
        *((5, None, "100.00"), (3, None, "66.67")),
    ]
    by = OrganiserFactory(contest=one.round.contest).user
    one.round.refresh_from_db()
    rule.refresh_from_db()
    announce_sheet(rule, by=by, at=NOON)
    (kept,) = announced_sheets(Award(rule.contest, rule.round))
    assert [(line.code, line.prize) for line in kept.ranked[:3]] == [
        *(("don-vi-2", "Giải Nhất"), ("don-vi-1", "Giải Nhì"), ("don-vi-6", "")),
    ]
    assert [line.failed_words for line in kept.lines[-2:]] == [
        ["chưa có người đạt giải"],
        ["chưa đạt chỉ tiêu bắt buộc"],
    ]


def test_vcnet_2020():
    """T1: all correct, then the closest prediction, then the earliest; nobody else wins."""
    one = stage(
        *(9,) * 6,
        chain=["all_correct", "prediction", "submitted_earlier"],
        recognised="best_earliest",
        prediction_target="all_correct",
    )
    one.prizes(("Nhất", 1), ("Nhì", 1), ("Ba", 2), ("Khuyến khích", 10), needs_all_correct=True)

    one.finalise()

    one.round.refresh_from_db()
    assert set(one.round.true_predictions.values()) == {6}
    assert one.winners() == [
        *(("Nhất", "Hà"), ("Nhì", "An")),  # both 1 off, at minute 30 and 50
        *(("Ba", "Em"), ("Ba", "Chi")),  # 2 off; 3 off at minute 40
        *(("Khuyến khích", "Dũng"), ("Khuyến khích", "Nga")),  # Khoa predicted 6 with 9 correct
    ]


def test_hai_duong_2024():
    """T2; two groups by rate and mean alike, units below 50 % are not ranked."""
    one = stage(
        *(4, 2, 3, 5, 2, 4),
        chain=["correct", "prediction", "time_used"],
        prediction_target="all_correct",
    )
    districts = UnitKindFactory(code="huyen", name="Cấp huyện")
    Unit.objects.filter(pk__in=[unit.pk for unit in one.units[3:]]).update(kind=districts)
    one.prizes(("Nhất", 1), ("Nhì", 2), ("Ba", 3))
    terms = {"measure": "weighted", "min_percent": 50}
    of_departments, of_districts = one.rule(**terms), one.rule(**terms, unit_kind=districts)

    one.finalise()

    assert one.winners() == [
        ("Nhất", "An"),  # 1 off in 300 s
        *(("Nhì", "Hà"), ("Nhì", "Em")),  # 1 off in 400 s; 2 off
        *(("Ba", "Dũng"), ("Ba", "Chi"), ("Ba", "Nga")),  # 3 off in 250 s and 300 s; 6 off
    ]
    # (100 + 100) / 2, (66 2/3 + 90) / 2, (50 + 95) / 2
    assert sheet(of_departments) == [(2, 1, "100.00"), (3, 2, "78.33"), (1, 3, "72.50")]
    # (100 + 90) / 2, (50 + 80) / 2; unit 4 has 40 %
    assert sheet(of_districts) == [(5, 1, "95.00"), (6, 2, "65.00"), (4, None, "62.50")]
    assert sheet(of_districts, minimum=40)[-1] == (4, 3, "62.50")  # what if
    assert sheet(of_districts, minimum=60) == [
        *((5, 1, "95.00"), (6, None, "65.00"), (4, None, "62.50")),
    ]


def test_soc_trang_2022():
    """Tiers by size (sizes are a tenth), knowledge and initiative; the fastest all correct."""
    one = stage(4, 8, 9, 10, 11, 5, chain=["correct", "time_used", "submitted_earlier"])
    one.prizes(("Cá nhân nhanh nhất", 10), needs_all_correct=True)
    rule = one.rule(
        measure="weighted",
        rate_weight=0,
        points_weight=1,
        tiers=[[5, 30], [10, 25]],
        min_percent=20,
    )
    by = OrganiserFactory(contest=one.round.contest).user
    for number, points in ((1, "70"), (2, "90"), (4, "60.5"), (6, "80"), (5, "99")):
        unit = one.units[number - 1]
        UnitPoints.objects.create(
            rule=rule, unit=unit, points=Decimal(points), note="Sáng kiến", by=by, at=NOON
        )

    one.finalise()

    fastest = ["Nga", "Dũng", "Chi", "An", "Em", "Hà"]  # 250 s twice, 300 s three times, 400 s
    assert one.winners() == [("Cá nhân nhanh nhất", name) for name in fastest]
    # Rates 50, 25, 22.22, 20, 18.18 and 40 against 30, 25, 25, 20, 20 and 25.
    # Mean and points: 100 and 90, 95 and 70, 80 and 80, 85 and 60.5; then 90 and 99, 90 and 0.
    assert sheet(rule) == [
        *((2, 1, "95.00"), (1, 2, "82.50"), (6, 3, "80.00"), (4, 4, "72.75")),
        *((5, None, "94.50"), (3, None, "45.00")),
    ]

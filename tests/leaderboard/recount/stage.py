"""A contest that is over, with something of everything that a recount finds again.

Nine people of two divisions and four units take two weeks with real papers. One is voided, one
refuses a prize, one gets none, one leaves a question blank; there are lots, a prediction, a
sub-question, prizes of both weeks and of the whole contest, three sheets of units, and a final for
the best of both."""

import hashlib
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

from contests.awards import Award
from contests.models import (
    Answer,
    Attempt,
    CollectiveRule,
    Contest,
    Division,
    Entry,
    EntryDetail,
    Prize,
    PrizelessLine,
    PrizeTerms,
    Round,
)
from contests.registration.entries import void_entry
from leaderboard.aggregates.tallies import count_board
from leaderboard.boards.writer import keys_of
from leaderboard.finals.check_ranking import rank_checked
from leaderboard.finals.checking import begin_check
from leaderboard.finals.corrections import confirm_correction, pending_changes, propose_correction
from leaderboard.finals.finalise import finalise_round
from leaderboard.finals.jobs import correct_round, rank_round
from leaderboard.models import UnitPoints, WinnerState
from leaderboard.prizes.checking import announce_winners, check_winner
from leaderboard.prizes.collective import announce_sheet
from leaderboard.prizes.winners import winners_of
from leaderboard.qualifying.lists import write_list
from leaderboard.standings.store import record_results
from leaderboard.sub_answers.decisions import confirm_answer, propose_answer
from questionbank.models import Revision
from quizsite.accounts.models import Unit, User
from tests.factories import (
    NOON,
    AttemptFactory,
    ContestFactory,
    DivisionFactory,
    EntryFactory,
    HeadcountFactory,
    OrganiserFactory,
    QuotaFactory,
    RevisionFactory,
    RoundFactory,
    SectionFactory,
    UnitFactory,
    UnitKindFactory,
)

QUESTIONS = 4
WORTH, WRONG = 250, 25  # hundredths, in the second week
# Lots and predictions go by the number of an entry: a database that counted on would tell others.
FIRST_ENTRY = 1_000_001


@dataclass
class Over:
    contest: Contest
    weeks: list[Round]
    last: Round
    divisions: list[Division]
    units: list[Unit]
    by: User
    people: list[Entry] = field(default_factory=list)


def contest_over() -> Over:
    over = _stage()
    questions = RevisionFactory.create_batch(QUESTIONS)
    for division in over.divisions:
        pool = [one.pk for one in questions]
        section = {"count": QUESTIONS, "points": WORTH, "pool": pool}
        SectionFactory(round=over.weeks[1], division=division, **section)
    for n, (division, unit) in enumerate([(0, 0), (0, 0), (0, 1), (0, 1), (0, 2), (0, 3), (1, 0)]):
        entry = EntryFactory(
            pk=FIRST_ENTRY + n,
            contest=over.contest,
            division=over.divisions[division],
            unit=over.units[unit],
            registered_at=NOON - timedelta(days=20, minutes=n),
        )
        EntryDetail.objects.create(entry=entry, category="mot-cua")
        over.people.append(entry)
        for week in over.weeks:
            for number in range(1, 1 + (2 if n == 1 else 1)):
                facts = {"right": 4 - n // 3, "seconds": 100 * number, "number": number}
                _take(entry, week, questions, blank=int(n == 3 and week.number == 2), **facts)
            record_results(week, [entry.pk])
    voided = EntryFactory(
        pk=FIRST_ENTRY + 7,
        contest=over.contest,
        division=over.divisions[0],
        unit=over.units[0],
        user__full_name="Bị loại",
    )
    _take(voided, over.weeks[0], questions, right=4, seconds=1)
    record_results(over.weeks[0], [voided.pk])
    void_entry(voided, by=over.by, at=NOON - timedelta(hours=1), reason="Thi hộ")
    guest = EntryFactory(
        pk=FIRST_ENTRY + 8,
        contest=over.contest,
        division=over.divisions[0],
        unit=over.units[0],
        is_prizeless=True,
    )
    PrizelessLine.objects.create(
        contest=over.contest, entry=guest, reason="Ban tổ chức", since=NOON - timedelta(days=20)
    )
    _take(guest, over.weeks[0], questions, right=4, seconds=2)
    record_results(over.weeks[0], [guest.pk])
    _finish(over)
    return over


def _stage() -> Over:
    contest = ContestFactory(slug="thu-do", tie_chain=["points", "time_used", "lots"])
    divisions = [
        DivisionFactory(contest=contest, code="cbccvc"),
        DivisionFactory(contest=contest, code="nguoi-dan", headcount_category="", position=2),
    ]
    weeks = [_week(contest, n) for n in (1, 2)]
    last = RoundFactory(
        contest=contest,
        number=3,
        title="Chung kết",
        opens_at=NOON - timedelta(days=1),
        closes_at=NOON - timedelta(hours=1),
        qualify_scope="unit",
        qualify_top=1,
        qualify_from=[1, 2],
    )
    commune = UnitKindFactory(code="xa", name="Cấp xã")
    units = [UnitFactory(code=f"so-{n}") for n in (1, 2)] + [UnitFactory(code="xa-3", kind=commune)]
    units.append(UnitFactory(code="phong-4", parent=units[1]))
    for unit, people in zip(units, (4, 8, 2, 3), strict=True):
        HeadcountFactory(unit=unit, people=people)
        HeadcountFactory(unit=unit, people=1, category="mot-cua")
    QuotaFactory(contest=contest, category="mot-cua", percent=100, at_least=None)
    by = OrganiserFactory(contest=contest).user
    _prizes(contest, weeks)
    return Over(contest, weeks, last, divisions, units, by)


def _week(contest: Contest, number: int) -> Round:
    opens_at = NOON - timedelta(days=14 - 7 * (number - 1))
    chains = (
        ["correct", "prediction", "time_used", "lots"],
        ["complete", "points", "prediction", "fewer_attempts", "lots"],
    )
    return RoundFactory(
        contest=contest,
        number=number,
        title=f"Tuần {number}",
        opens_at=opens_at,
        closes_at=opens_at + timedelta(days=5),
        published_at=opens_at - timedelta(days=1),
        attempt_policy="per_round",
        attempt_limit=2,
        recognised="best",
        wrong_points=WRONG,
        tie_chain=chains[number - 1],
        prediction_target="all_correct" if number == 1 else "answer",
        lots_seed=str(number) * 64,
        lots_commitment=hashlib.sha256(str(number).encode() * 64).hexdigest(),
    )


def _prizes(contest: Contest, weeks: list[Round]) -> None:
    PrizeTerms.objects.create(contest=contest, most_percent=80)
    commune = UnitKindFactory(code="xa")
    for round in (*weeks, None):
        usual = {"contest": contest, "round": round}
        Prize.objects.create(title="Nhất", position=1, count=1, **usual)
        Prize.objects.create(title="Nhì", position=2, count=2, **usual)
        Prize.objects.create(title="Cấp xã", position=3, unit_kind=commune, **usual)
    departments, weights = UnitKindFactory(code="so"), {"points_weight": 1, "measure": "weighted"}
    weekly = CollectiveRule.objects.create(
        contest=contest,
        round=weeks[1],
        title="Sở, ngành",
        unit_kind=departments,
        tiers=[[5, 40]],
        min_percent=40,
        **weights,
    )
    whole = CollectiveRule.objects.create(
        contest=contest,
        title="Cả cuộc thi",
        unit_kind=departments,
        measure="rate",
        tie_chain=["winners", "mean"],
        needs_winner=True,
        needs_quotas=True,
    )
    worth = CollectiveRule.objects.create(
        contest=contest,
        title="Lượt và giải",
        unit_kind=departments,
        measure="attempts",
        tie_chain=["prize_points", "weighted"],
        prize_weight=2,
        prize_points=[[1, 5], [2, 3]],
    )
    worth.more_kinds.add(commune)
    for rule in (weekly, whole, worth):
        Prize.objects.create(
            contest=contest, round=rule.round, collective=rule, title="Nhất", position=9
        )


def _take(
    entry: Entry,
    week: Round,
    questions: list[Revision],
    *,
    right: int,
    seconds: int,
    number: int = 1,
    blank: int = 0,
) -> Attempt:
    """The option that is right stands first on every paper; the last questions may be left."""
    at = week.opens_at + timedelta(hours=number)
    predicted = 3 + entry.pk % 2 if week.has_prediction else None
    points = {}
    if week.has_points:
        wrong = len(questions) - blank - right
        points = {"points": WORTH * right - WRONG * wrong, "most_points": WORTH * len(questions)}
        points["worths"] = [WORTH] * len(questions)
    attempt = AttemptFactory(
        entry=entry,
        round=week,
        number=number,
        paper=[[one.pk, [0, 1, 2, 3]] for one in questions],
        state="submitted",
        started_at=at,
        finished_at=at + timedelta(seconds=seconds),
        correct_count=right,
        prediction=predicted,
        unanswered_count=blank,
        **points,
    )
    saved = {"attempt": attempt, "seq": 1, "saved_at": at}
    rows = [
        Answer(position=n, choice=1 if n <= right else 2, **saved)
        for n in range(1, 1 + len(questions) - blank)
    ]
    if predicted is not None:
        rows.append(Answer(position=0, choice=predicted + 1, **saved))
    Answer.objects.bulk_create(rows)
    return attempt


def _finish(over: Over) -> None:
    """The best of the second week refuses; everybody else who is to win confirms."""
    _state_answer(over)
    for week in over.weeks:
        begin_check(week, by=over.by, at=NOON)
        rank_checked(week)
        week.refresh_from_db()
        award = Award(over.contest, week)
        if week == over.weeks[1]:
            best = Entry.objects.get(pk=winners_of(award).chosen[0].win.entry)
            refused = {"state": WinnerState.REFUSED, "reason": "Nhường"}
            another = over.contest.organisers.exclude(pk=over.by.pk).get()
            check_winner(award, best, by=another, at=NOON, **refused)
        _confirm(award, over)
        finalise_round(week, by=over.by, at=NOON)
        week.refresh_from_db()
    write_list(over.last, by=over.by, at=NOON)
    finalise_round(over.last, by=over.by, at=NOON)  # nobody came
    whole = Award(over.contest)
    _confirm(whole, over)
    announce_winners(whole, by=over.by, at=NOON)
    for rule in CollectiveRule.objects.filter(contest=over.contest).order_by("pk"):
        giver = over.contest.organisers.exclude(pk=over.by.pk).get()  # another one announces
        UnitPoints.objects.create(
            rule=rule, unit=over.units[0], points=Decimal("7.25"), note="Video", by=giver, at=NOON
        )
        announce_sheet(rule, by=over.by, at=NOON)
    for week in over.weeks:
        for key in keys_of(week):
            count_board(key)


def _state_answer(over: Over) -> None:
    colleague = OrganiserFactory(contest=over.contest).user
    facts = {"value": 3, "reason": "Biên bản", "by": over.by, "at": NOON}
    answer = propose_answer(over.weeks[1], **facts)
    confirm_answer(answer, by=colleague, at=NOON)


def _confirm(award: Award, over: Over) -> None:
    for one in winners_of(award).unchecked:
        entry = Entry.objects.get(pk=one.win.entry)
        check_winner(award, entry, state=WinnerState.CONFIRMED, reason="", by=over.by, at=NOON)


def correct_first_week(over: Over) -> None:
    """Somebody is voided afterwards; the first week gets a second version, all lists new ones."""
    at, week = NOON + timedelta(hours=1), over.weeks[0]
    void_entry(over.people[5], by=over.by, at=at, reason="Thi hộ")
    correction = propose_correction(week, reason="Thi hộ", by=over.by, at=at)
    colleague = over.contest.organisers.exclude(pk=over.by.pk).get()
    seen = pending_changes(week).mark
    confirm_correction(correction, seen=seen, by=colleague, at=at)
    correct_round.call(week.pk)
    rank_round.call(week.pk)
    whole = Award(over.contest)
    for award in (Award(over.contest, Round.objects.get(pk=week.pk)), whole):
        _confirm(award, over)
        announce_winners(award, by=over.by, at=at)
    for rule in CollectiveRule.objects.filter(round=None):
        announce_sheet(rule, by=over.by, at=at)

"""Invariants of works, marks and votes: each broken by hand once."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from contests.judging.panels import open_panel
from contests.judging.totals import agree_totals, propose_totals
from contests.models import (
    Assignment,
    Ballot,
    BallotState,
    Candidate,
    JudgedWork,
    Panel,
    Round,
    SealedCode,
    Vote,
    Work,
    WorkResult,
)
from contests.monitoring.invariants import verify_round
from contests.voting.ballots import announce_ballot, settle_ballot
from contests.written.codes import open_key, send_to_panel
from contests.written.hand_in import hand_in
from contests.written.sieve.decisions import Why, accept
from leaderboard.models import Standing
from tests.contests.judging.cast import jurors_in, panel_of, send
from tests.contests.written.cast import CLOSING, MIDDAY, ready_work, written_round
from tests.factories import OrganiserFactory, UserFactory

pytestmark = pytest.mark.django_db

AFTER = CLOSING + timedelta(hours=1)
LATER = AFTER + timedelta(hours=2)


@pytest.fixture
def essay():
    """Three works that were marked, voted for, and have their points."""
    round = written_round(tool_statement="not_asked")
    by = OrganiserFactory(contest=round.contest).user
    works = [ready_work(round) for _ in range(3)]
    for work in works:
        hand_in(work, at=MIDDAY, may_be_shown=True)
        work.refresh_from_db()
        accept(work, by=by, at=AFTER, why=Why())
    panel = panel_of(contest=round.contest, round=round, markers=1)
    jurors_in(panel, 2)
    send_to_panel(panel, by=by, at=AFTER)
    open_panel(panel, by=by, at=AFTER)
    for n, given in enumerate(Assignment.objects.to_mark().order_by("work__code")):
        send(given, "40", str(20 + n), at=AFTER)
    propose_totals(panel, by=panel.members.get(role="chair").user, at=AFTER)
    agree_totals(panel, by=by, at=AFTER)
    voted(round, works, by=by)
    open_key(round, by=by, at=LATER)
    return Round.objects.get(pk=round.pk)


def voted(round, works, *, by):
    ballot = Ballot.objects.create(
        contest=round.contest,
        round=round,
        title="Yêu thích",
        opens_at=MIDDAY,
        closes_at=AFTER,
        public_percent=20,
        made_at=MIDDAY,
    )
    for n, work in enumerate(works):
        one = Candidate.objects.create(ballot=ballot, work=work, title=str(n), position=n)
        for _ in range(3 - n):
            voter = UserFactory()
            Vote.objects.create(ballot=ballot, candidate=one, voter=voter, cast_at=MIDDAY)
    announce_ballot(ballot, by=by, at=MIDDAY)
    settle_ballot(Ballot.objects.get(), by=by, at=LATER)


def said(round):
    found = list(verify_round(round, at=LATER))
    assert {one.invariant for one in found} <= {13}
    return " / ".join(one.text for one in found)


def test_a_round_as_it_was_agreed_has_no_violation(essay):
    assert said(essay) == ""
    call_command("verify_round", str(essay.pk), verbosity=0)


def more(model, **fields):
    first = model.objects.order_by("pk").first()
    for name, value in fields.items():
        setattr(first, name, value)
    first.save()


def in_second_code():
    first = SealedCode.objects.order_by("pk").first()
    loose = JudgedWork.objects.create(
        panel=first.judged.panel, intake=first.judged.intake, code="ZZZ999", agreed_total=1
    )
    SealedCode.objects.create(work=first.work, judged=loose, sealed_at=AFTER)


def with_a_stray_vote():
    other = Ballot.objects.get()
    other.pk, other.public_percent = None, 0
    other.save()
    Vote.objects.filter(pk=Vote.objects.first().pk).update(ballot=other)


@pytest.mark.parametrize(
    ("deed", "what"),
    [
        (lambda: more(WorkResult, points=1), "stored points 1"),
        (lambda: more(JudgedWork, agreed_total=1), "tổng điểm tính lại"),
        (lambda: more(JudgedWork, standing="apart"), "tình trạng tính lại settled"),
        (lambda: more(Panel, state="proposed"), "has not agreed"),
        (in_second_code, "has 2 codes"),
        (lambda: SealedCode.objects.first().delete(), "leads to no work"),
        (lambda: WorkResult.objects.first().delete(), "was accepted and has no result"),
        (lambda: Work.objects.update(state="withdrawn"), "has points and is withdrawn"),
        (lambda: Round.objects.update(marked_at=None), "before the key was opened"),
        (lambda: more(Candidate, vote_count=9), "stored 9 votes, counted 3"),
        (lambda: Vote.objects.update(cast_at=LATER), "outside the window"),
        (with_a_stray_vote, "for a candidate of another ballot"),
        (
            lambda: more(Vote, voter=Candidate.objects.order_by("pk").first().work.entry.user),
            "for the own work",
        ),
        (lambda: more(Ballot, public_percent=10), "stored points"),
    ],
)
def test_what_was_changed_behind_the_agreement_is_told(essay, deed, what):
    deed()
    assert what in said(Round.objects.get(pk=essay.pk))


def test_votes_that_were_forgotten_in_time_are_no_violation(essay):
    assert Ballot.objects.get().state == BallotState.SETTLED
    Vote.objects.all().delete()
    assert said(essay) == ""


@pytest.mark.parametrize(
    "deed",
    [
        lambda round: Standing.objects.filter(round=round).update(points=1),
        lambda round: Standing.objects.filter(round=round).update(attempt_count=2),
        lambda round: Standing.objects.filter(round=round)[0].delete(),
        lambda round: Work.objects.filter(round=round).update(state="refused"),
    ],
)
def test_standings_that_are_not_of_the_works_are_told(essay, deed, capsys):
    deed(essay)
    with pytest.raises(CommandError):
        call_command("verify_round", str(essay.pk))
    assert "entry" in capsys.readouterr().out

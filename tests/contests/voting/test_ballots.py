"""A ballot from its draft to its count: who votes, when, and who reads how many."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress

from contests.models import (
    Ballot,
    BallotState,
    Candidate,
    Panel,
    PanelMember,
    Round,
    RoundKind,
    SuspectSign,
    Vote,
    Work,
    WorkAuthor,
    WorkState,
)
from contests.voting.ballots import (
    GRACE,
    NothingToAnnul,
    WindowIsOver,
    add_candidate,
    add_works,
    announce_ballot,
    annul_votes,
    edit_ballot,
    remove_candidate,
    settle_ballot,
    suspicions_of,
    tallies,
)
from contests.voting.rules import (
    BallotMoved,
    BallotNotDraft,
    BallotNotOver,
    BallotTakesNoVotes,
    JuryStillMarks,
    OwnWork,
    TooFewCandidates,
    VoterJudges,
    VoterOrganises,
    VoterUnknown,
)
from contests.voting.signs import Suspicion
from contests.voting.votes import cast_vote, in_fair_order
from quizsite.models import AuditLine
from tests.factories import NOON, ContestFactory, EntryFactory, RoundFactory, UserFactory

pytestmark = pytest.mark.django_db

CLOSE = NOON + timedelta(days=2)
AFTER = CLOSE + GRACE


@pytest.fixture
def essay():
    return RoundFactory(kind=RoundKind.WRITTEN, closes_at=NOON - timedelta(minutes=1))


@pytest.fixture
def ballot(essay):
    made = Ballot.objects.create(
        contest=essay.contest,
        round=essay,
        title="Bài được yêu thích",
        opens_at=NOON,
        closes_at=CLOSE,
        public_percent=20,
        made_at=NOON - timedelta(days=1),
    )
    for n in (1, 2):
        Candidate.objects.create(ballot=made, title=f"Bài {n}", position=n)
    return made


@pytest.fixture
def open_ballot(ballot):
    return announce_ballot(ballot, by=None, at=NOON - timedelta(hours=1))


def voter(**facts):
    person = UserFactory(date_joined=NOON - timedelta(days=30), **facts)
    EmailAddress.objects.get_or_create(
        user=person, email=person.email, defaults={"verified": True, "primary": True}
    )
    EmailAddress.objects.filter(user=person).update(verified=True)
    return person


def work_of(entry, round, **facts):
    facts = {"state": WorkState.ACCEPTED, "may_be_shown": True, "title": "Một cửa"} | facts
    return Work.objects.create(round=round, entry=entry, begun_at=NOON, handed_in_at=NOON, **facts)


def agree_marks(essay):
    Round.objects.filter(pk=essay.pk).update(marks_agreed_at=CLOSE)


def again(ballot):
    return Ballot.objects.select_related("contest", "round").get(pk=ballot.pk)


def test_a_person_has_one_vote_and_may_move_it(open_ballot):
    first, second = open_ballot.candidates.all()
    person = voter()
    cast_vote(first, by=person, at=NOON)
    cast_vote(second, by=person, at=NOON + timedelta(minutes=1))
    [vote] = Vote.objects.all()
    assert (vote.candidate, vote.cast_at) == (second, NOON + timedelta(minutes=1))


@pytest.mark.parametrize("at", [NOON - timedelta(microseconds=1), CLOSE])
def test_votes_are_taken_from_the_opening_until_the_closing(open_ballot, at):
    candidate, person = open_ballot.candidates.first(), voter()
    with pytest.raises(BallotTakesNoVotes):
        cast_vote(candidate, by=person, at=at)
    cast_vote(candidate, by=person, at=NOON)
    cast_vote(candidate, by=person, at=CLOSE - timedelta(microseconds=1))


def test_a_draft_takes_no_votes(ballot):
    with pytest.raises(BallotTakesNoVotes):
        cast_vote(ballot.candidates.first(), by=voter(), at=NOON)


def test_an_account_that_confirmed_nothing_does_not_vote(open_ballot):
    person = UserFactory()
    EmailAddress.objects.filter(user=person).update(verified=False)
    with pytest.raises(VoterUnknown):
        cast_vote(open_ballot.candidates.first(), by=person, at=NOON)


def test_organisers_do_not_vote(open_ballot):
    person = voter()
    open_ballot.contest.organisers.add(person, through_defaults={"since": NOON})
    with pytest.raises(VoterOrganises):
        cast_vote(open_ballot.candidates.first(), by=person, at=NOON)


def test_the_jury_of_the_ballots_round_does_not_vote(open_ballot, essay):
    panel = Panel.objects.create(
        contest=essay.contest, round=essay, title="Sơ khảo", seed="a", made_at=NOON
    )
    person = voter()
    member = PanelMember.objects.create(
        panel=panel, user=person, role="juror", number=1, since=NOON
    )
    with pytest.raises(VoterJudges):
        cast_vote(open_ballot.candidates.first(), by=person, at=NOON)
    member.until = NOON  # whoever sat there has read the works
    member.save(update_fields=["until"])
    with pytest.raises(VoterJudges):
        cast_vote(open_ballot.candidates.first(), by=person, at=NOON)


def test_authors_vote_for_others_and_not_for_themselves(ballot, essay):
    person, friend = voter(), voter()
    entry = EntryFactory(contest=essay.contest, user=person)
    work = work_of(entry, essay)
    WorkAuthor.objects.create(
        work=work, entry=EntryFactory(contest=essay.contest, user=friend), full_name="Bạn"
    )
    assert add_works(ballot, by=None, at=NOON) == 1
    announce_ballot(ballot, by=None, at=NOON)
    own = ballot.candidates.get(work=work)
    for author in (person, friend):
        with pytest.raises(OwnWork):
            cast_vote(own, by=author, at=NOON)
        cast_vote(ballot.candidates.first(), by=author, at=NOON)


def test_only_accepted_works_whose_authors_agree_stand_for_a_vote_once(ballot, essay):
    entry = EntryFactory(contest=essay.contest)
    work_of(entry, essay)
    work_of(entry, essay, may_be_shown=False)
    work_of(entry, essay, state=WorkState.REFUSED)
    assert add_works(ballot, by=None, at=NOON) == 1
    assert add_works(ballot, by=None, at=NOON) == 0
    assert ballot.candidates.count() == 3


def test_what_was_announced_stays(open_ballot):
    with pytest.raises(BallotNotDraft):
        edit_ballot(again(open_ballot), by=UserFactory(), at=NOON)
    with pytest.raises(BallotNotDraft):
        add_candidate(Candidate(ballot=open_ballot, title="Muộn"), by=None, at=NOON)
    with pytest.raises(BallotNotDraft):
        remove_candidate(open_ballot.candidates.first(), by=UserFactory(), at=NOON)
    with pytest.raises(BallotMoved):
        announce_ballot(open_ballot, by=None, at=NOON)


def test_one_candidate_is_no_choice_and_a_past_window_no_vote(ballot):
    ballot.candidates.first().delete()
    with pytest.raises(TooFewCandidates):
        announce_ballot(again(ballot), by=None, at=NOON)
    assert again(ballot).state == BallotState.DRAFT
    with pytest.raises(WindowIsOver):
        announce_ballot(again(ballot), by=None, at=CLOSE)


def test_nothing_is_counted_before_the_jury_has_agreed(open_ballot, essay):
    with pytest.raises(BallotNotOver):
        settle_ballot(again(open_ballot), by=None, at=CLOSE)
    for read in (suspicions_of, settle_ballot):
        more = {} if read is suspicions_of else {"by": None}
        with pytest.raises(JuryStillMarks):
            read(again(open_ballot), at=AFTER, **more)
    agree_marks(essay)
    assert settle_ballot(again(open_ballot), by=None, at=AFTER)


def test_a_settled_ballot_counts_the_most_voted_first_and_stays(open_ballot, essay):
    first, second = open_ballot.candidates.all()
    for candidate in (first, second, second):
        cast_vote(candidate, by=voter(), at=NOON)
    agree_marks(essay)
    found = settle_ballot(again(open_ballot), by=None, at=AFTER)
    assert [(one.candidate, one.votes) for one in found] == [(second, 2), (first, 1)]
    with pytest.raises(BallotMoved):
        settle_ballot(again(open_ballot), by=None, at=AFTER)
    # Who voted for what is forgotten in time, and the count stays.
    Vote.objects.all().delete()
    assert [one.votes for one in tallies(again(open_ballot))] == [2, 1]


def test_annulled_votes_count_no_more_and_leave_a_line_with_the_reason(open_ballot, essay):
    first = open_ballot.candidates.first()
    made = [cast_vote(first, by=voter(), at=NOON).pk for _ in range(3)]
    Vote.objects.filter(pk__in=made[:2]).update(is_fresh=True)
    agree_marks(essay)
    [suspicion] = suspicions_of(again(open_ballot), at=AFTER)
    assert suspicion == Suspicion(SuspectSign.FRESH, first.pk, made[:2], 3)
    by = UserFactory()
    annul_votes(open_ballot, suspicion, reason="Lập tài khoản hàng loạt", by=by, at=AFTER)
    assert AuditLine.objects.get(kind="votes_annulled").reason == "Lập tài khoản hàng loạt"
    with pytest.raises(NothingToAnnul):
        annul_votes(open_ballot, suspicion, reason="Hai lần", by=by, at=AFTER)
    assert suspicions_of(again(open_ballot), at=AFTER) == []
    settle_ballot(again(open_ballot), by=by, at=AFTER)
    assert [one.votes for one in tallies(open_ballot)] == [1, 0]


def test_accounts_of_today_without_an_entry_are_fresh(open_ballot):
    candidate = open_ballot.candidates.first()
    new, old = voter(), voter()
    new.date_joined = NOON - timedelta(hours=1)
    new.save(update_fields=["date_joined"])
    assert cast_vote(candidate, by=new, at=NOON).is_fresh
    assert not cast_vote(candidate, by=old, at=NOON).is_fresh
    EntryFactory(user=new)
    assert not cast_vote(candidate, by=new, at=NOON).is_fresh


def test_a_person_reads_the_same_order_each_time_and_others_another(ballot):
    candidates = [Candidate(pk=n, ballot=ballot) for n in range(1, 30)]
    assert in_fair_order(candidates, seen_by=1) == in_fair_order(candidates, seen_by=1)
    assert in_fair_order(candidates, seen_by=1) != in_fair_order(candidates, seen_by=2)
    assert in_fair_order([], seen_by=1) == []


def test_the_ballot_of_a_contest_without_a_jury_waits_for_none():
    alone = Ballot.objects.create(
        contest=ContestFactory(), title="Ý tưởng", opens_at=NOON, closes_at=CLOSE, made_at=NOON
    )
    for n in range(2):
        Candidate.objects.create(ballot=alone, title=str(n), position=n)
    announce_ballot(alone, by=None, at=NOON)
    assert [one.votes for one in settle_ballot(alone, by=None, at=AFTER)] == [0, 0]

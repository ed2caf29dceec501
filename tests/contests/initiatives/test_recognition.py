"""What was tried is applied for; a council votes; the share decides; others take it over."""

from datetime import date, timedelta

import pytest

from contests.initiatives.application_paper import application_document
from contests.initiatives.applications import (
    NoApplicant,
    NotPledged,
    SharesNotWhole,
    UsedBeforeTheDay,
    file_application,
    take_application_back,
    warnings_of,
)
from contests.initiatives.councils import (
    CouncilTooSmall,
    VotedAlready,
    cast_ballot,
    put_before_council,
    tally_of,
)
from contests.initiatives.pilots import (
    AfterMissing,
    EndsBeforeItBegins,
    begin_pilot,
    end_pilot,
    reconsider,
    set_aside,
)
from contests.initiatives.recognitions import (
    CouncilDidNotAgree,
    Decree,
    NotRecognised,
    SpreadThere,
    decide,
    note_spread,
)
from contests.initiatives.rules import (
    AuthorMayNotVote,
    BallotsClosed,
    InitiativeMoved,
    NeverTried,
    NotCouncilMember,
    check_may_vote,
)
from contests.models import CouncilLevel, Pilot, Spread
from quizsite.documents.writers import WRITERS
from tests.contests.initiatives.cast import (
    SITE,
    application,
    author,
    before_council,
    council_of,
    published,
    tried,
)
from tests.factories import NOON, UnitFactory, UserFactory

pytestmark = pytest.mark.django_db
TODAY = NOON.date()


@pytest.fixture
def members():
    return [UserFactory() for _ in range(5)]


def decree(*, is_recognised=True):
    return Decree("12/QĐ-UBND", date(2026, 11, 20), CouncilLevel.BASE, is_recognised)


def vote(lying, users, *, is_in_favour=True):
    for user in users:
        cast_ballot(lying, is_in_favour=is_in_favour, remark="", by=user, at=NOON)


def test_what_nobody_tried_is_not_applied_for():
    found = published()
    with pytest.raises(NeverTried):
        file_application(application(found), applicants=[author()], by=SITE, at=NOON)


def test_a_trial_that_is_to_come_is_none():
    found = published()
    later = Pilot(initiative=found, unit=UnitFactory(), begins_on=TODAY + timedelta(days=1))
    begin_pilot(later, figures=[], by=SITE, at=NOON)
    with pytest.raises(NeverTried):
        file_application(application(found), applicants=[author()], by=SITE, at=NOON)


@pytest.mark.parametrize(
    ("facts", "shares", "refusal"),
    [
        ({}, [60, 30], SharesNotWhole),
        ({}, [60, 41], SharesNotWhole),
        ({}, [], NoApplicant),
        ({}, [20, 20, 20, 20, 10, 10], NoApplicant),
        ({"is_pledged": False}, [100], NotPledged),
        ({"first_used_on": TODAY + timedelta(days=1)}, [100], UsedBeforeTheDay),
    ],
)
def test_an_application_that_is_not_whole_is_refused(facts, shares, refusal):
    found = tried()
    people = [author(share) for share in shares]
    with pytest.raises(refusal):
        file_application(application(found, **facts), applicants=people, by=SITE, at=NOON)
    assert not found.applications.exists()


def test_what_a_council_will_ask_about_is_a_warning():
    found = tried()
    filed = file_application(
        application(found, first_used_on=date(2025, 11, 22)),
        applicants=[author(60), author(40)],
        by=SITE,
        at=NOON,
    )
    assert [said[:23] for said in warnings_of(filed, today=TODAY)] == [
        "Đã áp dụng lần đầu quá ",
        "Chưa có ý kiến về lợi í",
        "Chưa ghi những người th",
    ]
    filed.first_used_on = date(2025, 11, 23)
    assert len(warnings_of(filed, today=TODAY)) == 2


def test_one_application_at_a_time():
    found = tried()
    first = file_application(application(found), applicants=[author()], by=SITE, at=NOON)
    with pytest.raises(InitiativeMoved):
        file_application(application(found), applicants=[author()], by=SITE, at=NOON)
    take_application_back(first, by=SITE, at=NOON)
    file_application(application(found), applicants=[author()], by=SITE, at=NOON)
    assert found.applications.count() == 2


def test_a_trial_ends_with_all_its_figures():
    found = published()
    pilot = Pilot(initiative=found, unit=UnitFactory(), begins_on=TODAY)
    begin_pilot(pilot, figures=[], by=SITE, at=NOON)
    said = {"summary": "Xong.", "by": SITE, "at": NOON}
    with pytest.raises(AfterMissing):
        end_pilot(pilot, ends_on=TODAY, afters=[None], **said)
    with pytest.raises(EndsBeforeItBegins):
        end_pilot(pilot, ends_on=TODAY - timedelta(days=1), afters=[], **said)


def test_what_is_set_aside_may_be_considered_again():
    found = published()
    set_aside(found, text="Chưa có kinh phí.", by=SITE, at=NOON)
    with pytest.raises(InitiativeMoved):
        set_aside(found, text="Lần nữa.", by=SITE, at=NOON)
    assert reconsider(found, text="Đã có.", by=SITE, at=NOON).state == "considered"


def test_seven_of_ten_in_favour_are_enough_of_those_who_may_vote(members):
    lying = before_council(members)
    vote(lying, members[:3])
    assert not tally_of(lying).is_enough  # 60 % of five, though all who voted agree
    with pytest.raises(CouncilDidNotAgree):
        decide(lying, decree(), by=SITE, at=NOON)
    vote(lying, members[3:4])
    found = decide(lying, decree(), by=SITE, at=NOON)
    assert (found.in_favour, found.against, found.entitled) == (4, 0, 5)
    lying.initiative.refresh_from_db()
    assert lying.initiative.state == "recognised"


def test_an_author_does_not_vote_and_is_not_counted(members):
    lying = before_council(members, authors=[author(user=members[0])])
    with pytest.raises(AuthorMayNotVote):
        vote(lying, members[:1])
    assert tally_of(lying).entitled == 4


def test_who_sent_the_idea_or_a_merged_one_does_not_vote(members):
    lying = before_council(members, found=tried(published(user=members[1])))
    with pytest.raises(AuthorMayNotVote):
        check_may_vote(members[1], lying)
    assert tally_of(lying).entitled == 4


def test_only_members_vote_once_and_before_the_decision(members, stranger):
    lying = before_council(members)
    with pytest.raises(NotCouncilMember):
        vote(lying, [stranger])
    vote(lying, members[:1])
    with pytest.raises(VotedAlready):
        vote(lying, members[:1], is_in_favour=False)
    decide(lying, decree(is_recognised=False), by=SITE, at=NOON)
    with pytest.raises(BallotsClosed):
        vote(lying, members[1:2])


def test_a_council_has_three_members_who_may_vote(members):
    filed = file_application(
        application(found := tried()), applicants=[author(user=members[0])], by=SITE, at=NOON
    )
    with pytest.raises(CouncilTooSmall):
        put_before_council(filed, council_of(members[:3]), by=SITE, at=NOON)
    found.refresh_from_db()
    assert found.state == "applied"


def test_a_decision_is_written_once(members):
    lying = before_council(members)
    decide(lying, decree(is_recognised=False), by=SITE, at=NOON)
    with pytest.raises(InitiativeMoved):
        decide(lying, decree(is_recognised=False), by=SITE, at=NOON)


def test_only_a_recognised_one_spreads_and_once_a_unit(members):
    lying = before_council(members)
    unit = UnitFactory()

    def spread():
        taken = Spread(initiative=lying.initiative, unit=unit, begun_on=TODAY)
        return note_spread(taken, by=SITE, at=NOON)

    with pytest.raises(NotRecognised):
        spread()
    vote(lying, members)
    decide(lying, decree(), by=SITE, at=NOON)
    spread()
    with pytest.raises(SpreadThere):
        spread()
    lying.initiative.refresh_from_db()
    assert lying.initiative.state == "spread"


@pytest.mark.slow
@pytest.mark.parametrize("ending", sorted(WRITERS))
def test_the_application_is_a_paper_whatever_is_written_in_it(ending):
    found = tried()
    odd = '=HYPERLINK("x") <b>&amp; #set text(red) \\ $x$ @y'
    filed = file_application(
        application(found, nature=odd, conditions=f"a\n\n{odd}"),
        applicants=[author(full_name=odd[:100])],
        by=SITE,
        at=NOON,
    )
    assert len(WRITERS[ending].write(application_document(filed))) > 1000

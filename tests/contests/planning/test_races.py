"""Two people do the same thing at once: the database lets one of them."""

import pytest

from contests.models import Contest, Entry, Round, RoundState
from contests.planning.publish_round import RoundNotDraft, publish_round
from contests.planning.rounds import RoundRulesFixed, update_round
from contests.registration.entries import register_entry
from quizsite.accounts.consents import current_text
from quizsite.accounts.models import Consent, Purpose
from quizsite.models import AuditLine
from tests.factories import (
    NOON,
    ContestFactory,
    DivisionFactory,
    RevisionFactory,
    RoundFactory,
    SectionFactory,
    UnitFactory,
    UserFactory,
)
from tests.stage import race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def test_eight_registrations_of_one_person_are_one_entry():
    division, unit, user = DivisionFactory(), UnitFactory(), UserFactory()

    def register():
        return register_entry(
            Contest.objects.get(pk=division.contest_id),
            user=user,
            division=division,
            unit=unit,
            agreed=[current_text(Purpose.TAKING_PART)],
            at=NOON,
        )

    entries = race([register] * 8)

    assert {entry.pk for entry in entries} == {Entry.objects.get().pk}
    assert Consent.objects.filter(user=user).count() == 1


@pytest.fixture
def draft() -> Round:
    round = RoundFactory(contest=ContestFactory(), state=RoundState.DRAFT, lots_seed="")
    SectionFactory(
        round=round, division=DivisionFactory(contest=round.contest, name="CBCCVC"), count=1
    )
    RevisionFactory()
    return round


def test_six_organisers_publishing_at_once_publish_once(draft):
    def publish():
        return publish_round(Round.objects.get(pk=draft.pk), by=None, at=NOON)

    results = race([publish] * 6)

    assert sum(isinstance(result, Round) for result in results) == 1
    assert sum(isinstance(result, RoundNotDraft) for result in results) == 5
    assert AuditLine.objects.filter(kind="published").count() == 1


def test_saving_the_form_while_another_publishes_never_changes_a_published_round(draft):
    def publish():
        return publish_round(Round.objects.get(pk=draft.pk), by=None, at=NOON)

    def save():
        mine = Round.objects.get(pk=draft.pk)
        mine.time_limit_s = 60
        return update_round(mine, sections=[], by=None, at=NOON)

    results = race([publish, save, save])

    stored = Round.objects.get(pk=draft.pk)
    if stored.state == RoundState.PUBLISHED:
        # A save before the publishing emptied the blueprint, and publishing would be refused.
        assert stored.time_limit_s == 900
        assert [type(result) for result in results[1:]] == [RoundRulesFixed, RoundRulesFixed]
        assert stored.sections.get().pool != []
    else:
        assert stored.sections.count() == 0

"""A contest's rounds draw from the question sets that its organisers choose."""

from datetime import timedelta

import pytest
from django.urls import reverse

from contests.models import RoundState
from contests.planning.publish_round import RoundNotReady, publish_round
from contests.planning.question_sets import choose_sets, create_own_set, sets_for
from questionbank.authoring.sets import create_set
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import OPERATOR
from quizsite.models import AuditLine
from tests.factories import (
    NOON,
    ContestFactory,
    DivisionFactory,
    OrganiserFactory,
    RevisionFactory,
    RoundFactory,
    SectionFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank():
    return [RevisionFactory() for _ in range(4)]


@pytest.fixture
def contest():
    contest = ContestFactory()
    DivisionFactory(contest=contest)
    return contest


def new_set(name, *, having=(), **fields):
    made = create_set(name, by=OPERATOR, at=NOON, **{"is_practice": False, **fields})
    made.questions.set([revision.question_id for revision in having])
    return made


def draft(contest, **fields):
    round = RoundFactory(
        contest=contest,
        state=RoundState.DRAFT,
        opens_at=NOON + timedelta(days=1),
        lots_seed="",
        published_at=None,
        **fields,
    )
    SectionFactory(round=round, division=contest.divisions.get(), count=2)
    return round


def pool_after_publishing(round):
    publish_round(round, by=None, at=NOON)
    return set(round.sections.get().pool)


def test_a_round_draws_from_the_sets_chosen(bank, contest, organiser):
    choose_sets(contest, [new_set("Bộ 1", having=bank[:2])], by=organiser, at=NOON)
    assert pool_after_publishing(draft(contest)) == {one.pk for one in bank[:2]}


def test_what_the_sets_lack_is_named_as_missing(bank, contest, organiser):
    choose_sets(contest, [new_set("Bộ 1", having=bank[:1])], by=organiser, at=NOON)
    with pytest.raises(RoundNotReady, match="thiếu 1 câu"):
        publish_round(draft(contest), by=None, at=NOON)


def test_practice_draws_from_practice_sets_alone(bank, contest, organiser):
    ranked = new_set("Bộ 1", having=bank[:2])
    practice = new_set("Thi thử", having=bank[2:], is_practice=True)
    choose_sets(contest, [ranked, practice], by=organiser, at=NOON)
    round = draft(contest, is_practice=True, tie_chain=[])
    assert pool_after_publishing(round) == {one.pk for one in bank[2:]}


def test_the_own_set_of_another_contest_cannot_be_chosen(bank, contest, organiser):
    other = ContestFactory()
    theirs = create_own_set(other, "Bộ riêng", is_practice=False, by=organiser, at=NOON)
    choose_sets(contest, [theirs], by=organiser, at=NOON)
    assert not contest.question_sets.exists()
    assert theirs not in sets_for(contest)
    assert theirs in sets_for(other)


def test_own_sets_stay_chosen(contest, organiser):
    own = create_own_set(contest, "Bộ riêng", is_practice=False, by=organiser, at=NOON)
    choose_sets(contest, [], by=organiser, at=NOON)
    assert list(contest.question_sets.all()) == [own]


def test_the_history_keeps_who_chose_what(contest, organiser):
    chosen = new_set("Bộ 1")
    choose_sets(contest, [chosen], by=organiser, at=NOON)
    choose_sets(contest, [chosen], by=organiser, at=NOON)
    [line] = AuditLine.objects.filter(kind=AuditKind.SETS_CHOSEN)
    assert line.by_id == organiser.pk
    assert (line.before, line.after) == ({"question_sets": []}, {"question_sets": ["Bộ 1"]})


def test_organisers_choose_and_make_sets_on_a_page(contest, signed_in, bank):
    client = signed_in(OrganiserFactory(contest=contest).user)
    common = new_set("Bộ chung", having=bank)
    path = reverse("contests:question_sets", args=[contest.slug])
    assert "Bộ chung" in client.get(path).content.decode()
    assert client.post(path, {"chosen": [common.pk]}).status_code == 302
    assert client.post(path, {"name": "Bộ riêng", "is_practice": "on"}).status_code == 302
    assert sorted(one.name for one in contest.question_sets.all()) == ["Bộ chung", "Bộ riêng"]
    refused = client.post(path, {"name": "Bộ chung"})
    assert refused.status_code == 200
    assert "đã" in refused.content.decode()
    history = client.get(reverse("contests:history", args=[contest.slug])).content.decode()
    assert "Bộ câu hỏi được dùng" in history


@pytest.mark.parametrize("chosen", ["9" * 30, "x", "0"])
def test_a_set_that_does_not_exist_is_refused_and_nothing_changes(contest, signed_in, chosen):
    client = signed_in(OrganiserFactory(contest=contest).user)
    answer = client.post(
        reverse("contests:question_sets", args=[contest.slug]), {"chosen": [chosen]}
    )
    assert answer.status_code == 200
    assert not contest.question_sets.exists()


def test_others_do_not_find_the_page(contest, signed_in, stranger):
    path = reverse("contests:question_sets", args=[contest.slug])
    assert signed_in(stranger).get(path).status_code == 404

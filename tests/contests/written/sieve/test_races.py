"""Two organisers decide about one work at the same moment."""

import pytest

from contests.models import SieveDecision, SieveReason, Work
from contests.written.sieve import decisions as module
from contests.written.sieve.comparison import compare_round
from contests.written.sieve.decisions import Why, accept, accept_clean, refuse
from contests.written.sieve.examination import examine_round
from contests.written.sieve.rules import WorkChanged
from tests.contests.written.sieve.stage import AFTER, work_of
from tests.stage import race

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
WHY = Why(SieveReason.FORM, "Sai mẫu.")


def decide_at_once(work, two):
    def own():
        return Work.objects.select_related("round__contest", "entry__user").get(pk=work.pk)

    seen = [own(), own()]  # both pages were opened before anybody decided
    return race(
        [
            lambda: accept(seen[0], by=two[0], at=AFTER, why=WHY),
            lambda: refuse(seen[1], by=two[1], at=AFTER, why=WHY),
        ]
    )


def test_one_of_two_decisions_holds_and_the_other_person_is_told(round, organiser, colleague):
    work = work_of(round)
    answers = decide_at_once(work, (organiser, colleague))
    assert sorted(type(one).__name__ for one in answers) == ["SieveDecision", "WorkChanged"]
    work.refresh_from_db()
    assert SieveDecision.objects.get().outcome == work.state


def test_without_the_condition_both_would_hold(round, organiser, colleague, monkeypatch):
    def move(work, state, *, seen, mend_until):
        Work.objects.filter(pk=work.pk).update(state=state)

    monkeypatch.setattr(module, "_move", move)
    answers = decide_at_once(work_of(round), (organiser, colleague))
    assert [type(one) for one in answers] == [SieveDecision, SieveDecision]


def test_accepting_many_meets_a_refusal_of_one_of_them(round, organiser, colleague):
    works = [work_of(round) for _ in range(3)]
    examine_round(round, at=AFTER)
    compare_round(round, at=AFTER)
    own = Work.objects.select_related("round__contest", "entry__user").get(pk=works[0].pk)
    many, one = race(
        [
            lambda: accept_clean(round, by=organiser, at=AFTER),
            lambda: refuse(own, by=colleague, at=AFTER, why=WHY),
        ]
    )
    assert (many, type(one)) in [(3, WorkChanged), (2, SieveDecision)] or type(many) is WorkChanged
    decided = dict(SieveDecision.objects.values_list("work", "outcome"))
    assert SieveDecision.objects.count() == len(decided)  # no work twice
    for work in works:
        work.refresh_from_db()
        assert work.state == decided.get(work.pk, "handed_in")

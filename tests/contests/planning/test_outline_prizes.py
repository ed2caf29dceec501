"""A copied contest has the prizes of the contest, as drafts of its own."""

from datetime import timedelta

import pytest

from contests.awards import Award, listed_in, terms_of
from contests.models import CollectiveRule, Contest, Prize, PrizeTerms
from contests.planning.outline_prizes import AwardOutline, KindUnknown, PrizeOutline, build_award
from contests.planning.outlines import copy_contest, outline_of
from contests.regulation.prizes import prize_words, rule_words
from tests.factories import NOON, ContestFactory, DivisionFactory, RoundFactory, UnitKindFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def contest():
    """Prizes of people in a week, of units over the contest."""
    contest = ContestFactory()
    divisions = [
        DivisionFactory(contest=contest, name=name, position=n)
        for n, name in enumerate(("Cán bộ", "Người dân"))
    ]
    week = RoundFactory(contest=contest, number=1)
    PrizeTerms.objects.create(contest=contest, most_percent=50, limit="contest")
    Prize.objects.create(
        contest=contest, round=week, title="Nhất", division=divisions[1], value_vnd=500_000
    )
    rule = CollectiveRule.objects.create(
        contest=contest,
        title="Khối sở",
        unit_kind=UnitKindFactory(),
        measure="rate",
        tiers=[[50, 30]],
        needs_quotas=True,
    )
    rule.more_kinds.add(UnitKindFactory(code="xa", name="Cấp xã"))
    Prize.objects.create(contest=contest, collective=rule, title="Cờ")
    return contest


def said(award):
    listed = listed_in(award)
    return [prize_words(one) for one in listed.prizes], [
        (rule_words(one), [prize.title for prize in listed.of_rule(one)]) for one in listed.rules
    ]


def test_prizes_rules_and_terms_are_copied(contest, organiser):
    copy = copy_contest(contest, title="Năm sau", slug="nam-sau", days=364, by=organiser, at=NOON)

    assert said(Award(copy, copy.rounds.get())) == said(Award(contest, contest.rounds.get()))
    assert said(Award(copy)) == said(Award(contest))
    assert said(Award(copy, copy.rounds.get()))[0] == [
        "1 giải Nhất, mỗi giải 500.000 đồng, bảng Người dân"
    ]
    terms = terms_of(copy)
    assert (terms.most_percent, terms.limit) == (50, "contest")
    assert outline_of(copy).award == outline_of(contest).award
    assert Prize.objects.filter(contest=copy).count() == 2


def test_a_template_with_a_block_that_the_site_lacks_says_which(organiser):
    draft = ContestFactory(state="draft", created_at=NOON - timedelta(days=1))
    outline = AwardOutline(prizes=(PrizeOutline({"title": "Nhất"}, kind="khoi-la"),))
    with pytest.raises(KindUnknown, match="khoi-la"):
        build_award(outline, Award(draft), divisions=[], by=organiser, at=NOON)
    assert Contest.objects.get(pk=draft.pk).listed_prizes.count() == 0

"""Organisers list prizes while what they are given for is a draft."""

import pytest

from contests.awards import Award, listed_in, terms_of
from contests.models import CollectiveRule, Prize, PrizeTerms
from contests.planning import prizes as module
from contests.planning.prizes import (
    PrizesFixed,
    TooManyPrizes,
    remove_listed,
    save_collective_rule,
    save_prize,
    set_prize_terms,
)
from contests.planning.rounds import copy_round
from contests.planning.take_back import withdraw_round
from quizsite.audit.kinds import AuditKind
from quizsite.models import AuditLine
from tests.factories import (
    NOON,
    ContestFactory,
    DivisionFactory,
    OrganiserFactory,
    RoundFactory,
    UnitKindFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def contest():
    return ContestFactory(slug="thu-do")


@pytest.fixture
def draft(contest):
    return RoundFactory(contest=contest, number=1, state="draft", title="Tuần 1")


@pytest.fixture
def rule(draft):
    return CollectiveRule.objects.create(
        contest=draft.contest,
        round=draft,
        title="Khối sở, ngành",
        unit_kind=UnitKindFactory(),
        measure="rate",
        tiers=[[50, 30]],
    )


def prize_in(round, **facts):
    return Prize(contest=round.contest, round=round, **({"title": "Nhất"} | facts))


def test_a_change_of_the_list_is_noted_in_words(draft, organiser):
    prize = save_prize(prize_in(draft, value_vnd=1_000_000), by=organiser, at=NOON)
    prize.count = 2
    save_prize(prize, by=organiser, at=NOON)
    remove_listed(prize, by=organiser, at=NOON)

    one = "1 giải Nhất, mỗi giải 1.000.000 đồng, mỗi bảng thi"
    two = one.replace("1 giải", "2 giải")
    lines = AuditLine.objects.filter(kind=AuditKind.PRIZES_CHANGED).order_by("pk")
    assert [(line.before["listed_prizes"], line.after["listed_prizes"]) for line in lines] == [
        ([], [one]),
        ([one], [two]),
        ([two], []),
    ]


def test_prizes_of_a_published_round_stay_as_they_were_announced(draft, rule, organiser):
    prize = save_prize(prize_in(draft), by=organiser, at=NOON)
    type(draft).objects.update(state="published")
    for change in (save_prize, remove_listed):
        with pytest.raises(PrizesFixed):
            change(prize, by=organiser, at=NOON)
    with pytest.raises(PrizesFixed):
        save_collective_rule(rule, by=organiser, at=NOON)
    assert Prize.objects.get().title == "Nhất"


def test_prizes_of_a_contest_and_their_terms_are_fixed_with_the_contest(contest, organiser):
    type(contest).objects.update(state="draft")
    save_prize(Prize(contest=contest, title="Nhất"), by=organiser, at=NOON)
    set_prize_terms(PrizeTerms(contest=contest, most_percent=50), by=organiser, at=NOON)
    type(contest).objects.update(state="published")

    with pytest.raises(PrizesFixed):
        save_prize(Prize(contest=contest, title="Nhì"), by=organiser, at=NOON)
    with pytest.raises(PrizesFixed):
        set_prize_terms(PrizeTerms(contest=contest), by=organiser, at=NOON)
    assert terms_of(contest).most_percent == 50
    line = AuditLine.objects.filter(kind=AuditKind.PRIZES_CHANGED).latest("pk")
    assert (line.before, line.after) == ({"most_percent": None}, {"most_percent": 50})


def test_a_list_of_prizes_ends_somewhere(draft, organiser, monkeypatch):
    monkeypatch.setattr(module, "MOST_PRIZES", 1)
    save_prize(prize_in(draft), by=organiser, at=NOON)
    with pytest.raises(TooManyPrizes):
        save_prize(prize_in(draft), by=organiser, at=NOON)


def words_of(round):
    listed = listed_in(Award(round.contest, round))
    return [one.title for one in listed.prizes], [
        (
            one.title,
            one.tiers,
            [kind.code for kind in one.kinds()],
            [prize.title for prize in listed.of_rule(one)],
        )
        for one in listed.rules
    ]


@pytest.mark.parametrize("how", ["copied", "withdrawn"])
def test_a_copied_or_withdrawn_round_keeps_its_prizes(draft, rule, organiser, how):
    rule.more_kinds.add(UnitKindFactory(code="xa"))
    save_prize(prize_in(draft), by=organiser, at=NOON)
    save_prize(prize_in(draft, title="Cờ", collective=rule, position=2), by=organiser, at=NOON)
    told = words_of(draft)
    if how == "copied":
        again = copy_round(draft, by=organiser, at=NOON)
    else:
        type(draft).objects.update(
            state="published", opens_at=NOON.replace(month=12), closes_at=NOON.replace(year=2027)
        )
        draft.refresh_from_db()
        again = withdraw_round(draft, by=organiser, at=NOON, reason="Sai giờ")

    same = [("Khối sở, ngành", [[50, 30]], ["so", "xa"], ["Cờ"])]
    assert words_of(again) == told == (["Nhất", "Cờ"], same)


PAGE = "/to-chuc/thu-do/giai/"


@pytest.fixture
def browser(signed_in, contest, organiser):
    OrganiserFactory(contest=contest, user=organiser)
    return signed_in(organiser)


def test_an_organiser_lists_prizes_on_the_page(browser, contest, draft):
    DivisionFactory(contest=contest, name="Người dân")
    sent = {"title": "Giải Nhì", "kind": "prize", "position": 2, "count": 2}
    answer = browser.post("/to-chuc/thu-do/ky/1/giai/", sent)

    assert answer.status_code == 302
    prize = Prize.objects.get(round=draft)
    assert (prize.title, prize.count) == ("Nhì", 2)
    assert "2 giải Nhì, mỗi bảng thi" in browser.get(PAGE).content.decode()

    browser.post(f"{PAGE}{prize.pk}/", sent | {"count": 3})
    assert Prize.objects.get().count == 3
    browser.post(f"{PAGE}{prize.pk}/xoa/")
    assert not Prize.objects.exists()


RULE = {
    "title": "Khối sở, ngành",
    "measure": "weighted",
    "tie_1": "people",
    "rate_weight": 2,
    "mean_weight": 1,
    "points_weight": 0,
    "prize_weight": 0,
    "min_people": 0,
    "min_percent": 20,
    "tier_lines": "dưới 50: 30\n100: 25",
}


def test_an_organiser_says_how_units_compare(browser, contest, draft):
    DivisionFactory(contest=contest)
    answer = browser.post(
        "/to-chuc/thu-do/ky/1/giai/tap-the/", RULE | {"unit_kind": UnitKindFactory().pk}
    )

    assert answer.status_code == 302
    rule = CollectiveRule.objects.get()
    assert (rule.measures, rule.tiers) == (["weighted", "people"], [[50, 30], [100, 25]])
    page = browser.get(PAGE).content.decode()
    said = "Điểm tổng hợp = (2 × tỷ lệ tham gia (%) + 1 × điểm trung bình (thang 100)) ÷ 3."
    assert said in page
    gates = "dưới 50 biên chế: 30 %; từ 50 đến dưới 100 biên chế: 25 %; từ 100 biên chế: 20 %"
    assert gates in page


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"tier_lines": "30 %"}, "tier_lines"),
        ({"tier_lines": "50: 130"}, "tier_lines"),
        ({"rate_weight": 0, "mean_weight": 0}, "rate_weight"),
        ({"min_percent": 101}, "min_percent"),
        ({"prize_point_lines": "nhất 5"}, "prize_point_lines"),
        ({"prize_point_lines": "bậc 0: 5"}, "prize_point_lines"),
        ({"measure": "prize_points"}, "prize_point_lines"),
        ({"prize_weight": 1, "prize_point_lines": "bậc 1: 0"}, "prize_point_lines"),
    ],
)
def test_a_wrong_rule_keeps_what_was_typed(browser, contest, draft, wrong, field):
    DivisionFactory(contest=contest)
    sent = RULE | {"unit_kind": UnitKindFactory().pk} | wrong
    answer = browser.post("/to-chuc/thu-do/ky/1/giai/tap-the/", sent)

    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [field]
    assert "Khối sở, ngành" in answer.content.decode()


def test_units_of_several_khoi_compare_by_what_their_prizes_are_worth(browser, contest, draft):
    DivisionFactory(contest=contest)
    own, other = UnitKindFactory(), UnitKindFactory(code="xa", name="Cấp xã")
    sent = RULE | {
        "unit_kind": own.pk,
        "more_kinds": [own.pk, other.pk],
        "measure": "prize_points",
        "prize_point_lines": "Bậc 2: 3\n1:5",
    }
    assert browser.post("/to-chuc/thu-do/ky/1/giai/tap-the/", sent).status_code == 302

    rule = CollectiveRule.objects.get()
    assert (rule.prize_points, list(rule.more_kinds.all())) == ([[1, 5], [2, 3]], [other])
    line = AuditLine.objects.get(kind=AuditKind.PRIZES_CHANGED)
    assert f"các khối {own.name} và Cấp xã" in line.after["collective_rules"][0]
    form = browser.get(f"{PAGE}tap-the/{rule.pk}/").context["form"]
    assert form["prize_point_lines"].value() == "bậc 1: 5\nbậc 2: 3"

    browser.post(f"{PAGE}tap-the/{rule.pk}/", sent | {"more_kinds": []})
    assert not rule.more_kinds.exists()


def test_units_compare_by_rate_only_where_a_headcount_counts(browser, contest, draft):
    DivisionFactory(contest=contest, headcount_category="")
    sent = RULE | {"unit_kind": UnitKindFactory().pk}
    answer = browser.post("/to-chuc/thu-do/ky/1/giai/tap-the/", sent)
    assert list(answer.context["form"].errors) == ["measure"]


def test_a_change_that_comes_too_late_is_refused_beside_the_form(browser, contest, draft):
    type(draft).objects.update(state="published")
    answer = browser.post(
        "/to-chuc/thu-do/ky/1/giai/", {"title": "Nhì", "kind": "prize", "position": 2, "count": 2}
    )
    assert "không sửa được nữa" in str(answer.context["form"].non_field_errors())
    assert not Prize.objects.exists()


@pytest.mark.parametrize("path", ["", "them/", "tap-the/"])
def test_the_pages_are_the_organisers(client, signed_in, contest, stranger, path):
    OrganiserFactory(user=stranger)  # of another contest
    assert client.get(f"{PAGE}{path}").status_code == 302
    assert signed_in(stranger).get(f"{PAGE}{path}").status_code == 404


def test_the_public_page_lists_prizes_and_keeps_the_note(client, contest, draft):
    type(draft).objects.update(state="published")
    type(contest).objects.update(prizes="Kèm giấy chứng nhận")
    Prize.objects.create(contest=contest, round=draft, title="Nhất", needs_all_correct=True)

    page = client.get("/cuoc-thi/thu-do/").content.decode()

    assert "1 giải Nhất, mỗi bảng thi, chỉ xét người trả lời đúng tất cả các câu" in page
    assert "Kèm giấy chứng nhận" in page
    assert "cùng nhận một giải" in page  # of its rules

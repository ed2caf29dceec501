"""Organisers set rules, details and quotas while the contest is a draft, each with a line."""

from datetime import date

import pytest
from django.urls import reverse

from contests.eligibility.rules import Places, places_of, rule_of
from contests.eligibility.settings import (
    EligibilityIsPublished,
    set_asked_details,
    set_rule,
)
from contests.models import AskedDetail, ContestState, DivisionRule, Quota
from contests.planning.contests import publish_contest
from contests.quotas.settings import NobodySaysSo, QuotaExists, add_quotas, remove_quota
from quizsite.models import AuditLine
from tests.factories import (
    NOON,
    ContestFactory,
    DivisionFactory,
    DivisionRuleFactory,
    OrganiserFactory,
    QuotaFactory,
    UnitFactory,
    UnitKindFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    return ContestFactory(state=ContestState.DRAFT)


@pytest.fixture
def division(draft):
    return DivisionFactory(contest=draft, name="Cán bộ")


def quota(**fields):
    return Quota(**{"category": "lanh-dao", "at_least": 1, **fields})


def test_a_rule_is_stored_once_and_changed_with_a_line_in_words(division, organiser):
    office = UnitFactory(name="Tỉnh Đắk Lắk")
    first = DivisionRule(division=division, min_age=18)
    set_rule(first, places=Places(within=(office,)), by=organiser, at=NOON)
    set_rule(DivisionRule(division=division, max_age=60), places=Places(), by=organiser, at=NOON)
    stored = DivisionRule.objects.get()
    assert (stored.min_age, stored.max_age, places_of(stored)) == (None, 60, Places())
    line = AuditLine.objects.order_by("pk").last()
    assert line.kind == "eligibility_changed"
    assert "từ đủ 18 tuổi" in line.before["eligibility"][0]
    assert "đến hết 60 tuổi" in line.after["eligibility"][0]


def test_what_does_not_change_leaves_no_line(division, organiser):
    for _ in range(2):
        rule = DivisionRule(division=division, min_age=18)
        set_rule(rule, places=Places(), by=organiser, at=NOON)
    assert AuditLine.objects.count() == 1


def test_published_rules_never_change(organiser):
    division = DivisionFactory()
    contest = division.contest
    by = {"by": organiser, "at": NOON}
    changes = (
        lambda: set_rule(DivisionRule(division=division), places=Places(), **by),
        lambda: set_asked_details(contest, [], **by),
        lambda: add_quotas(contest, quota(), kinds=[], **by),
        lambda: remove_quota(contest, 1, **by),
    )
    for change in changes:
        with pytest.raises(EligibilityIsPublished):
            change()
    assert not AuditLine.objects.exists()


def test_asked_details_are_replaced_as_a_whole(draft, organiser):
    for kind in ("phone", "place"):
        one = AskedDetail(kind=kind, purpose="trao giải")
        set_asked_details(draft, [one], by=organiser, at=NOON)
    assert [one.kind for one in draft.asked_details.all()] == ["place"]


def test_a_quota_is_added_for_several_blocks_and_once_for_each(draft, division, organiser):
    DivisionRuleFactory(division=division, categories=["lanh-dao"])
    kinds = [UnitKindFactory(), UnitKindFactory(code="phuong", name="Phường")]
    add_quotas(draft, quota(), kinds=kinds, by=organiser, at=NOON)
    with pytest.raises(QuotaExists):
        add_quotas(draft, quota(percent=50), kinds=kinds[:1], by=organiser, at=NOON)
    assert draft.quotas.count() == 2
    remove_quota(draft, draft.quotas.first().pk, by=organiser, at=NOON)
    assert draft.quotas.count() == 1
    assert AuditLine.objects.filter(kind="quotas_changed").count() == 2


def test_nobody_sets_a_quota_of_a_category_that_nobody_is_asked_for(draft, division, organiser):
    DivisionRuleFactory(division=division, categories=["mot-cua"])
    kinds = [UnitKindFactory()]
    with pytest.raises(NobodySaysSo, match="lãnh đạo"):
        add_quotas(draft, quota(), kinds=kinds, by=organiser, at=NOON)
    # One-stop staff are civil servants as well.
    add_quotas(draft, quota(category="cong-chuc"), kinds=kinds, by=organiser, at=NOON)


def test_a_contest_is_not_published_with_a_quota_that_nobody_can_fill(draft, division, organiser):
    rule = DivisionRuleFactory(division=division, categories=["mot-cua"])
    QuotaFactory(contest=draft)
    with pytest.raises(NobodySaysSo):
        publish_contest(draft, by=organiser, at=NOON)
    rule.categories = ["lanh-dao"]
    rule.save()
    draft.refresh_from_db()
    publish_contest(draft, by=organiser, at=NOON)


@pytest.fixture
def desk(draft, division, organiser, signed_in):
    OrganiserFactory(contest=draft, user=organiser)
    return signed_in(organiser)


def page(name, contest, *args):
    return reverse(f"contests:{name}", args=[contest.slug, *args])


def test_the_pages_set_rule_details_and_quota(desk, draft, division):
    kind = UnitKindFactory()
    said = {
        "min_age": "18",
        "age_on": "2026-12-31",
        "unit_asked": "required",
        "unit_kinds": [kind.pk],
        "within_0": UnitFactory(name="Tỉnh Đắk Lắk").code,
        "categories": ["lanh-dao"],
    }
    assert desk.post(page("division_rule", draft, division.pk), said).status_code == 302
    rule = rule_of(division)
    assert (rule.min_age, rule.age_on, rule.categories) == (18, date(2026, 12, 31), ["lanh-dao"])
    shown = desk.get(page("division_rule", draft, division.pk))
    assert "Tỉnh Đắk Lắk" in shown.text
    asked = {f"{one}-how": "no" for one in ("birth_date", "gender", "school_class")}
    asked |= {"field_of_work-how": "no", "place-how": "no", "phone-how": "must"}
    refused = desk.post(page("asked_details", draft), asked)
    assert "Hãy ghi dùng để làm gì" in refused.text
    asked |= {"phone-purpose": "liên hệ trao giải", "phone-kept_days": "30"}
    assert desk.post(page("asked_details", draft), asked).status_code == 302
    wanted = {"kinds": [kind.pk], "category": "lanh-dao", "is_compulsory": "on"}
    assert "Hãy ghi tỷ lệ hoặc số người" in desk.post(page("quotas", draft), wanted).text
    assert desk.post(page("quotas", draft), wanted | {"percent": "50"}).status_code == 302
    overview = desk.get(page("eligibility", draft)).text
    assert "tính đến ngày 31/12/2026" in overview
    assert "phải ghi số điện thoại liên hệ, dùng để liên hệ trao giải" in overview
    assert "Có 1 chỉ tiêu." in overview
    published = desk.get(page("contest_publish", draft)).text
    assert "ít nhất 50 % lãnh đạo, quản lý" in published
    assert desk.post(page("quota_remove", draft, Quota.objects.get().pk)).status_code == 302


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"min_age": "14"}, "nhận người dưới 16 tuổi"),
        ({"min_age": "36", "max_age": "35"}, "không nhỏ hơn"),
        ({"unit_asked": "residence"}, "khối nào là nơi cư trú"),
        ({"within_0": "không có"}, "Không tìm thấy đơn vị nào"),
    ],
)
def test_a_rule_that_cannot_be_is_refused_in_words(desk, draft, division, said, message):
    sent = {"unit_asked": "required"} | said
    assert message in desk.post(page("division_rule", draft, division.pk), sent).text
    assert not DivisionRule.objects.exists()


def test_a_contest_published_meanwhile_keeps_what_was_typed(desk, draft, division):
    draft.state = ContestState.PUBLISHED
    draft.save()
    sent = {"unit_asked": "required", "min_age": "21"}
    answer = desk.post(page("division_rule", draft, division.pk), sent)
    assert "đã công bố nên không đổi được" in answer.text
    assert 'value="21"' in answer.text
    assert "Đặt đối tượng" not in desk.get(page("eligibility", draft)).text


@pytest.mark.parametrize("name", ["eligibility", "asked_details", "quotas", "entrant_ages"])
def test_the_pages_are_for_the_contests_organisers(client, signed_in, colleague, draft, name):
    address = page(name, draft)
    assert client.get(address).status_code == 302
    assert signed_in(colleague).get(address).status_code == 404
    OrganiserFactory(user=colleague)
    assert signed_in(colleague).get(address).status_code == 404


def test_a_division_of_another_contest_is_not_found(desk, draft):
    assert desk.get(page("division_rule", draft, DivisionFactory().pk)).status_code == 404

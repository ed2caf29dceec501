"""The page without scripts takes numbers and texts, and loses nothing that was typed."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from contests.attempts.start import take_up
from contests.delivery.saves import Change, Save, write_saves
from contests.delivery.tokens import issue_save_token, read_save_token
from contests.models import Answer, Attempt
from contests.papers.drawing import paper_source_of
from contests.personal_data.holdings import CONTEST_HOLDINGS
from questionbank.question_types.number import ZERO
from tests.factories import RevisionFactory, RoundFactory, SectionFactory
from tests.stage import entry_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def round():
    paper_source_of.cache_clear()
    at = datetime.now(UTC)
    round = RoundFactory(
        opens_at=at - timedelta(hours=1),
        closes_at=at + timedelta(hours=1),
        is_question_order_shuffled=False,
    )
    kinds = (
        {"kind": "number", "options": ["ngày", "1"], "right": [300, 0]},
        {"kind": "text", "options": ["1"], "right": [1, "một cửa"]},
    )
    SectionFactory(round=round, count=2, pool=[RevisionFactory(**kind).pk for kind in kinds])
    return round


@pytest.fixture
def page(round, signed_in, contestant):
    """The first page of the paper, as its person's browser holds it."""
    entry_in(round, user=contestant)
    client = signed_in(contestant)
    where = reverse("contests:enter", args=[round.contest.slug, round.number])
    shown = client.post(where, {"cach": "don-gian"}, follow=True)
    shown.browser = client
    return shown


@pytest.fixture
def attempt(page):
    return Attempt.objects.get()


@pytest.fixture
def places(attempt):
    """The positions of the number and of the text: which is first is drawn."""
    kinds = dict(RevisionFactory._meta.model.objects.values_list("pk", "kind"))
    at = {kinds[pk]: position for position, (pk, _order) in enumerate(attempt.paper, start=1)}
    return at["number"], at["text"]


def fields_of(shown):
    html = shown.content.decode().split('class="site-footer"')[0]
    found = {}
    for tag in re.findall(r"<input[^>]+>", html):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name:
            found[name[1]] = value[1] if value else ""
    return found


def post(page, shown, *, to="1", **changed):
    names = {key.replace("_", "-"): value for key, value in changed.items()}
    where = reverse("contests:plain_paper", args=[Attempt.objects.get().code])
    return page.browser.post(where, fields_of(shown) | {"den": to} | names, follow=True)


def stored():
    rows = Answer.objects.values_list("position", "choice", "text")
    return {position: (choice, text) for position, choice, text in rows}


def test_both_are_saved_and_shown_again(page, places):
    number, text = places
    shown = post(page, page, **{f"cau_{number}": "1.500,5", f"cau_{text}": " Một  cửa "})
    assert stored() == {number: (ZERO + 15005, None), text: (1, "Một cửa")}
    assert "= 1\u00a0500,5\u00a0ngày" in shown.content.decode()
    fields = fields_of(shown)
    assert (fields[f"cau-{number}"], fields[f"cau-{text}"]) == ("1.500,5", "Một cửa")
    again = post(page, shown)
    assert [str(one) for one in again.context["messages"]] == []
    post(page, again, **{f"cau_{text}": "", f"cau_{number}": ""})
    assert stored() == {number: (0, None), text: (0, None)}


@pytest.mark.parametrize("typed", ["ba mươi", "1,55", "1" * 30, '"><b>', "1.5.0"])
def test_a_number_that_cannot_be_read_stays_in_the_field_and_the_rest_is_saved(page, places, typed):
    number, text = places
    shown = post(page, page, **{f"cau_{number}": typed, f"cau_{text}": "một cửa"})
    assert stored() == {text: (1, "một cửa")}
    (asked,) = [one for one in shown.context["questions"] if one["position"] == number]
    assert asked["typed"] == typed
    assert asked["fault"]


def test_a_text_that_is_too_long_stays_in_the_field(page, places):
    _number, text = places
    shown = post(page, page, **{f"cau_{text}": "chữ " * 60})
    assert stored() == {}
    assert "dài quá 200 ký tự" in shown.content.decode()
    assert ("chữ " * 60).strip() in shown.content.decode()


def test_control_characters_part_words_and_are_not_stored(page, places):
    _number, text = places
    post(page, page, **{f"cau_{text}": "một\x00cửa\x0b"})
    assert stored()[text] == (1, "một cửa")


def test_an_old_form_yields_to_a_text_that_another_tab_has_written(page, attempt, places):
    _number, text = places
    newer = take_up(attempt)
    token = read_save_token(issue_save_token(newer))
    write_saves([Save(token, (Change(text, 1, 2_000_001, "liên thông"),))])
    shown = post(page, page, viec="nhan", **{f"cau_{text}": "một cửa"})
    assert stored()[text] == (1, "liên thông")
    assert "Đã trả lời ở cửa sổ khác" in str([*shown.context["messages"]])


def test_a_person_reads_in_the_own_data_what_was_written(page, contestant, places):
    number, text = places
    post(page, page, **{f"cau_{number}": "30", f"cau_{text}": "một cửa"})
    (holding,) = [one for one in CONTEST_HOLDINGS if one.key == "attempts"]
    (row,) = holding.read(contestant, datetime.now(UTC))
    assert f"{number}: 30\u00a0ngày" in row["Đã chọn"]
    assert f"{text}: một cửa" in row["Đã chọn"]

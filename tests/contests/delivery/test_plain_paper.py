"""A paper is taken without scripts by the same rules: newest tab, deadline, order, hand-in."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from contests.attempts.close import submit_attempt
from contests.attempts.sign_out import end_windows
from contests.attempts.start import start_attempt, take_up
from contests.models import Answer, Attempt
from contests.registration.entries import void_entry
from tests.factories import OrganiserFactory
from tests.stage import entry_in, open_round

pytestmark = pytest.mark.django_db


@pytest.fixture
def round():
    at = datetime.now(UTC)
    return open_round(
        questions=7,
        count=7,
        opens_at=at - timedelta(hours=1),
        closes_at=at + timedelta(hours=1),
        prediction_target="all_correct",
    )


@pytest.fixture
def entry(round, contestant):
    return entry_in(round, user=contestant)


@pytest.fixture
def client(signed_in, contestant, entry):
    return signed_in(contestant)


def start(client, round):
    where = reverse("contests:enter", args=[round.contest.slug, round.number])
    return client.post(where, {"cach": "don-gian"}, follow=True)


def address(attempt):
    return reverse("contests:plain_paper", args=[attempt.code])


def fields_of(page):
    """What a browser would post back untouched: hidden fields, ticked options, the number."""
    html = page.content.decode()
    found = {}
    for tag in re.findall(r"<input[^>]+>", html.split('class="site-footer"')[0]):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        is_left_out = re.search(r'type="(?:radio|checkbox)"', tag) and " checked" not in tag
        if name and not is_left_out:
            found[name[1]] = value[1] if value else ""
    return found


def post(client, page, *, to="nop", **changed):
    attempt = Attempt.objects.get()
    names = {key.replace("_", "-"): value for key, value in changed.items()}
    return client.post(address(attempt), fields_of(page) | {"den": to} | names, follow=True)


def stored():
    return dict(Answer.objects.values_list("position", "choice"))


def said(page):
    return [str(one) for one in page.context["messages"]]


def test_one_button_starts_the_paper_and_makes_the_form_its_first_tab(client, round):
    page = start(client, round)
    attempt = Attempt.objects.get()
    assert attempt.writer == 1
    assert page.redirect_chain == [(f"{address(attempt)}?trang=1&cua-so=1", 302)]
    assert page.context["is_newest"]
    assert [one["position"] for one in page.context["questions"]] == [1, 2, 3, 4, 5]


def test_a_page_saves_its_answers_and_leads_to_the_next(client, round):
    page = post(client, start(client, round), to="2", cau_1="2", cau_3="0")
    assert stored() == {1: 4, 3: 1}
    assert re.fullmatch(r"Đã lưu 2 câu trên máy chủ lúc \d\d:\d\d:\d\d\.", said(page)[0])
    assert [one["position"] for one in page.context["questions"]] == [6, 7]
    assert page.context["answered"] == 2


def test_what_is_stored_is_ticked_when_the_page_comes_back(client, round):
    page = post(client, start(client, round), to="1", cau_1="2")
    assert fields_of(page)["cau-1"] == "2"
    page = post(client, page, to="1", cau_1="")
    assert stored() == {1: 0}
    assert fields_of(page)["cau-1"] == ""


def test_a_post_without_changes_stores_nothing(client, round):
    page = post(client, start(client, round), to="1")
    assert not Answer.objects.exists()
    assert said(page) == []


def test_the_same_post_twice_is_one_answer(client, round):
    page = start(client, round)
    post(client, page, cau_1="2")
    post(client, page, cau_1="2")
    assert stored() == {1: 4}


def test_back_and_another_choice_on_the_old_page_counts(client, round):
    page = start(client, round)
    post(client, page, cau_1="2")
    post(client, page, cau_1="3")
    assert stored() == {1: 8}
    numbers = list(Answer.objects.values_list("seq", flat=True))
    assert numbers == [1_000_002]


def test_an_old_page_leaves_alone_what_it_did_not_change(client, round):
    page = start(client, round)
    post(client, page, cau_1="2")
    post(client, page, cau_2="1")
    assert stored() == {1: 4, 2: 2}


def test_the_prediction_stands_on_the_last_page(client, round):
    page = post(client, start(client, round), to="2")
    page = post(client, page, cau_0="1.250")
    assert stored() == {0: 1251}
    assert page.templates[0].name == "contests/plain_hand_in.html"


def test_a_number_that_is_none_comes_back_as_typed_and_the_rest_is_saved(client, round):
    page = post(client, start(client, round), to="2")
    page = post(client, page, cau_0="nhiều", cau_6="1")
    assert page.status_code == 422
    assert stored() == {6: 2}
    assert fields_of(page)["cau-0"] == "nhiều"
    assert "Hãy nhập một số nguyên" in page.content.decode()


@pytest.mark.parametrize("value", ["4", "-1", "x", "0 ", "٣", "1e1", "9" * 400])
def test_an_option_that_the_paper_lacks_is_not_stored(client, round, value):
    page = post(client, start(client, round), cau_1=value, cau_2="1")
    assert stored() == {2: 2}
    assert (page.status_code, page.context["questions"][0]["fault"] is None) == (422, False)


def test_a_field_that_was_tampered_with_harms_nobody(client, round):
    page = start(client, round)
    assert post(client, page, cu_1="x", cau_1="1", trang="999", cua_so="-1").status_code == 200
    assert stored() == {1: 2}


def test_answers_to_questions_of_other_pages_are_not_read(client, round):
    post(client, start(client, round), cau_6="1")
    assert stored() == {}


def test_a_newer_tab_refuses_the_form_which_keeps_what_was_filled_in(client, round):
    page = start(client, round)
    take_up(Attempt.objects.get())
    page = post(client, page, cau_1="2")
    assert (page.status_code, stored()) == (409, {})
    assert "chưa được lưu" in said(page)[0]
    assert fields_of(page)["cau-1"] == "2"
    page = post(client, page, to="", viec="nhan")
    assert stored() == {1: 4}
    assert Attempt.objects.get().writer == 3
    assert page.context["is_newest"]


def test_a_form_taken_up_again_yields_to_what_another_tab_answered(client, round):
    page = start(client, round)
    attempt = take_up(Attempt.objects.get())
    Answer.objects.create(
        attempt=attempt, position=1, choice=8, seq=2_000_001, saved_at=datetime.now(UTC)
    )
    page = post(client, page, cau_1="2", cau_2="1")
    page = post(client, page, to="", viec="nhan")
    assert stored() == {1: 8, 2: 2}
    assert said(page)[-1] == "Đã trả lời ở cửa sổ khác nên giữ câu trả lời đó: câu 1."


def test_the_page_alone_does_not_become_the_newest_tab(client, round, entry):
    attempt = take_up(start_attempt(entry, round=round, at=datetime.now(UTC)))
    page = client.get(address(attempt))
    assert not page.context["is_newest"]
    assert fields_of(page)["ticket"] == ""
    assert Attempt.objects.get().writer == attempt.writer


def test_a_person_who_signed_out_elsewhere_takes_the_paper_up_again(client, round, contestant):
    page = start(client, round)
    end_windows(contestant)
    page = post(client, page, cau_1="2")
    assert (page.status_code, stored()) == (409, {})
    page = post(client, page, to="", viec="nhan")
    assert stored() == {1: 4}


@pytest.mark.parametrize("ticket", ["", "x", "1.1.7.0:abc"])
def test_a_token_that_is_none_saves_nothing_and_loses_nothing(client, round, ticket):
    page = post(client, start(client, round), cau_1="2", ticket=ticket)
    assert (page.status_code, stored(), fields_of(page)["cau-1"]) == (409, {}, "2")


def test_a_token_of_another_paper_saves_nothing_there(client, round, signed_in, stranger):
    page = start(client, round)
    others = entry_in(round, user=stranger)
    theirs = start_attempt(others, round=round, at=datetime.now(UTC))
    answer = signed_in(stranger).post(address(theirs), fields_of(page) | {"cau-1": "1", "den": "1"})
    assert (answer.status_code, stored()) == (409, {})


def test_answers_after_the_time_are_named_and_those_before_count(client, round):
    page = post(client, start(client, round), to="1", cau_1="2")
    past = datetime.now(UTC) - timedelta(seconds=5)
    Attempt.objects.update(deadline_at=past)
    page = post(client, page, cau_2="1", cau_3="1")
    assert page.templates[0].name == "contests/result.html"
    assert "Không được tính: câu 2, câu 3." in said(page)[0]
    assert stored() == {1: 4}
    assert Attempt.objects.get().state == "expired"


def test_a_form_taken_up_too_late_names_what_it_held(client, round):
    page = start(client, round)
    take_up(Attempt.objects.get())
    page = post(client, page, cau_1="2")
    submit_attempt(Attempt.objects.get(), at=datetime.now(UTC))
    last = post(client, page, to="", viec="nhan")
    assert "Không được tính: câu 1." in said(last)[0]
    assert stored() == {}


def test_within_the_grace_an_answer_still_counts(client, round):
    page = start(client, round)
    Attempt.objects.update(deadline_at=datetime.now(UTC) - timedelta(milliseconds=200))
    post(client, page, cau_1="2")
    assert stored() == {1: 4}


def test_handing_in_names_what_is_missing_and_says_that_it_is_final(client, round):
    page = post(client, start(client, round), cau_1="2")
    text = page.content.decode()
    assert page.context["missing"] == [(n, 1) for n in (2, 3, 4, 5)] + [(6, 2), (7, 2), (0, 2)]
    assert "Nộp rồi thì không sửa được nữa." in text
    assert Attempt.objects.get().state == "open"
    page = post(client, page, to="xong")
    assert Attempt.objects.get().state == "submitted"
    assert "Bạn đã nộp bài" in page.content.decode()


def test_handing_in_twice_is_harmless(client, round):
    page = post(client, start(client, round))
    for _ in range(2):
        last = post(client, page, to="xong")
    assert last.templates[0].name == "contests/result.html"
    assert said(last) == []


def test_a_page_of_a_paper_handed_in_elsewhere_leads_to_its_result(client, round):
    page = start(client, round)
    submit_attempt(Attempt.objects.get(), at=datetime.now(UTC))
    assert client.get(address(Attempt.objects.get())).status_code == 302
    last = post(client, page, cau_1="1")
    assert "Không được tính: câu 1." in said(last)[0]
    assert stored() == {}


def test_a_voided_entry_is_told_on_the_page_with_the_button(client, round, entry):
    page = start(client, round)
    organiser = OrganiserFactory(contest=round.contest).user
    void_entry(entry, reason="Thi hộ", by=organiser, at=datetime.now(UTC))
    last = post(client, page, cau_1="1")
    assert last.templates[0].name == "contests/enter.html"
    assert stored() == {}


def test_a_start_that_is_refused_says_why(client, round):
    round.closes_at = datetime.now(UTC) - timedelta(minutes=1)
    round.save()
    page = start(client, round)
    assert not Attempt.objects.exists()
    assert "đã đóng" in page.content.decode()


def test_the_paper_of_another_person_is_unknown(client, round, signed_in, stranger):
    start(client, round)
    where = address(Attempt.objects.get())
    other = signed_in(stranger)
    assert (other.get(where).status_code, other.post(where).status_code) == (404, 404)


def test_no_copy_of_the_page_is_kept(client, round):
    start(client, round)
    assert "no-store" in client.get(address(Attempt.objects.get()))["Cache-Control"]


def test_a_page_costs_the_same_queries_whatever_the_paper(
    client, round, django_assert_max_num_queries
):
    start(client, round)
    attempt = Attempt.objects.get()
    with django_assert_max_num_queries(6):
        client.get(f"{address(attempt)}?trang=1&cua-so=1")


@pytest.mark.parametrize("name", ["trang", "cua-so"])
def test_odd_text_in_the_address_is_answered(client, round, name):
    start(client, round)
    where = address(Attempt.objects.get())
    for value in ("", "-1", "9" * 5000, "nop", "%_'\"", "١"):
        assert client.get(where, {name: value}).status_code == 200

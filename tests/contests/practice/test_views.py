"""Pages of practising: one question at a time, with and without an account, by plain forms."""

import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contests.models import PractisedQuestion
from contests.practice.asked import read_signed
from questionbank.blind_solves.knowledge import Known, known_to
from questionbank.models import AnswerKey, BankRole
from quizsite.models import AuditLine
from tests.factories import (
    NOON,
    AttemptFactory,
    AxisFactory,
    ContestFactory,
    EntryFactory,
    RevisionFactory,
    RoundFactory,
    SectionFactory,
)
from tests.stage import OF_KINDS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon", "keeps_progress")]

HOME, ASK = "/luyen-tap/", "/luyen-tap/cau-hoi/"
WHY = "Vì luật nói vậy."


def text_of(response):
    return response.content.decode()


def signed_in_page(page):
    return re.search(r'name="phieu" value="([^"]+)"', page).group(1)


def right_values(signed, right=(0,)):
    """The places that a form ticks for the right options."""
    order = read_signed(signed).order
    return [str(order.index(n)) for n in right]


def wrong_values(signed):
    return [str(read_signed(signed).order.index(3))]


@pytest.fixture
def one(practice_set):
    (revision,) = practice_set(RevisionFactory(stem="Cơ quan nào chủ trì?"))
    return revision


def test_a_question_is_asked_without_its_key_being_read(one, client):
    with CaptureQueriesContext(connection) as asked:
        page = text_of(client.get(ASK))
    assert "Cơ quan nào chủ trì?" in page
    assert WHY not in page
    assert [sql for sql in asked if AnswerKey._meta.db_table in sql["sql"]] == []


def test_a_stranger_tries_and_nothing_is_stored_nor_any_cookie_set(one, client):
    page = client.get(ASK)
    signed = signed_in_page(text_of(page))
    told = client.get(ASK, {"phieu": signed, "cau-1": right_values(signed)})
    assert "✓ Đúng" in text_of(told)
    assert WHY in text_of(told)
    assert "Căn cứ: 76/NQ-CP, Mục III" in text_of(told)
    assert (dict(page.cookies), dict(told.cookies)) == ({}, {})
    assert not PractisedQuestion.objects.exists()


def test_a_stranger_goes_through_all_questions_before_one_comes_again(practice_set, client):
    stems = {revision.stem for revision in practice_set()}
    asked = [text_of(client.get(ASK, {"luot": "7", "cau": n})) for n in range(4)]
    seen = [next(stem for stem in stems if stem in page) for page in asked]
    assert set(seen[:3]) == stems
    assert seen[3] == seen[0]


def test_a_person_is_told_at_once_and_the_answer_is_kept(one, signed_in, contestant):
    client = signed_in(contestant)
    signed = signed_in_page(text_of(client.get(ASK)))
    page = text_of(client.post(ASK, {"phieu": signed, "cau-1": wrong_values(signed)}))
    assert "✗ Chưa đúng" in page
    assert WHY in page
    row = PractisedQuestion.objects.get()
    assert (row.user, row.question, row.is_last_right) == (contestant, one.question, False)
    assert row.due_on == (NOON + timedelta(days=1)).date()


def test_a_form_posted_twice_is_answered_twice_and_counted_once(one, signed_in, contestant):
    client = signed_in(contestant)
    signed = signed_in_page(text_of(client.get(ASK)))
    for _ in range(2):
        answer = client.post(ASK, {"phieu": signed, "cau-1": right_values(signed)})
        assert "✓ Đúng" in text_of(answer)
    assert PractisedQuestion.objects.get().times == 1


def test_only_a_post_stores_even_for_a_person(one, signed_in, contestant):
    client = signed_in(contestant)
    signed = signed_in_page(text_of(client.get(ASK)))
    client.get(ASK, {"phieu": signed, "cau-1": right_values(signed)})
    assert not PractisedQuestion.objects.exists()


def test_somebody_signed_out_meanwhile_still_reads_the_answer(one, client, signed_in, contestant):
    signed = signed_in_page(text_of(signed_in(contestant).get(ASK)))
    told = client.post(ASK, {"phieu": signed, "cau-1": right_values(signed)})
    assert "✓ Đúng" in text_of(told)
    assert not PractisedQuestion.objects.exists()


def test_nothing_ticked_is_asked_again_with_what_to_do(one, signed_in, contestant):
    client = signed_in(contestant)
    signed = signed_in_page(text_of(client.get(ASK)))
    page = text_of(client.post(ASK, {"phieu": signed}))
    assert "Bạn chưa trả lời" in page
    assert signed_in_page(page).split(":")[0] == signed.split(":")[0]
    assert WHY not in page


def test_who_does_not_know_reads_the_key_and_is_asked_tomorrow(one, signed_in, contestant):
    client = signed_in(contestant)
    signed = signed_in_page(text_of(client.get(ASK)))
    page = text_of(client.post(ASK, {"phieu": signed, "khong-biet": "1"}))
    assert WHY in page
    assert "quay lại vào ngày mai" in page
    assert PractisedQuestion.objects.get().is_last_right is False


def test_several_right_options_are_ticked_together(practice_set, client):
    revision = RevisionFactory(right=[0, 2], is_multiple=True)
    practice_set(revision)
    page = text_of(client.get(ASK))
    assert page.count('type="checkbox"') == 4
    signed = signed_in_page(page)
    both, half = right_values(signed, (0, 2)), right_values(signed, (0,))
    assert "✓ Đúng" in text_of(client.get(ASK, {"phieu": signed, "cau-1": both}))
    assert "✗ Chưa đúng" in text_of(client.get(ASK, {"phieu": signed, "cau-1": half}))


@pytest.mark.parametrize(
    "said",
    [
        {"phieu": "abc"},
        {"phieu": ""},
        {"phieu": "\x00"},
        {"phieu": None, "cau-1": "9"},
        {"phieu": None, "cau-1": "x"},
    ],
)
def test_what_cannot_be_read_leads_back_with_a_sentence(one, signed_in, contestant, said):
    client = signed_in(contestant)
    signed = signed_in_page(text_of(client.get(ASK)))
    sent = {name: signed if value is None else value for name, value in said.items()}
    page = client.post(ASK, sent, follow=True)
    assert page.redirect_chain == [(HOME, 302)]
    assert "không đọc được" in text_of(page)
    assert not PractisedQuestion.objects.exists()


def test_a_question_that_a_round_asks_since_it_was_shown_tells_nothing(one, client):
    signed = signed_in_page(text_of(client.get(ASK)))
    round = RoundFactory(opens_at=NOON + timedelta(days=1), closes_at=NOON + timedelta(days=2))
    SectionFactory(round=round, pool=[one.pk])
    for more in ({"cau-1": right_values(signed)}, {"khong-biet": "1"}, {"xem": "1"}, {}):
        page = client.get(ASK, {"phieu": signed, **more}, follow=True)
        assert page.redirect_chain == [(HOME, 302)]
        assert "hiện không luyện được" in text_of(page)
        assert WHY not in text_of(page)


def test_a_ranked_question_is_never_judged_whoever_signs_what(client):
    """The signed text is made by the site alone, and still says nothing about the key."""
    from contests.practice.asked import Asked  # noqa: PLC0415 -- only here

    hidden = RevisionFactory()
    SectionFactory(round=RoundFactory(), pool=[hidden.pk])
    page = client.get(ASK, {"phieu": Asked(hidden.pk, (0, 1, 2, 3)).signed, "xem": "1"})
    assert (page.status_code, page.url) == (302, HOME)


def test_who_has_done_all_is_told_when_to_come_back_and_may_repeat(one, signed_in, contestant):
    client = signed_in(contestant)
    signed = signed_in_page(text_of(client.get(ASK)))
    client.post(ASK, {"phieu": signed, "cau-1": right_values(signed)})
    page = text_of(client.get(ASK))
    assert "Hôm nay bạn đã luyện xong" in page
    assert "26/11/2026" in page
    again = text_of(client.get(f"{ASK}?lai=1"))
    signed = signed_in_page(again)
    client.post(ASK, {"phieu": signed, "cau-1": right_values(signed), "lai": "1"})
    row = PractisedQuestion.objects.get()
    assert (row.times, row.box) == (2, 1)


def test_one_axis_is_practised_by_itself(practice_set, client):
    mine = RevisionFactory(question__axis=AxisFactory(code="2", name="Thủ tục"), stem="Của trục 2")
    practice_set(mine, RevisionFactory())
    for n in range(3):
        assert "Của trục 2" in text_of(client.get(ASK, {"truc": "2", "luot": "1", "cau": n}))
    home = text_of(client.get(HOME))
    assert f"{ASK}?truc=2" in home
    assert client.get(ASK, {"truc": "khong-co"}).status_code == 404


def test_a_contest_that_is_not_public_is_not_found(client):
    draft = ContestFactory(state="draft")
    for path in (HOME, ASK, "/luyen-tap/tai-lieu/"):
        assert client.get(path, {"cuoc-thi": draft.slug}).status_code == 404


def test_the_pages_say_what_to_do_when_there_is_nothing(client, signed_in, contestant):
    for browser in (client, signed_in(contestant)):
        assert "Chưa có câu để luyện" in text_of(browser.get(HOME))
        assert "Chưa có câu để luyện" in text_of(browser.get(ASK))


def untouched():
    """Every row of whatever counts in a contest."""
    names = "Attempt Answer Entry Standing StandingChange UnitTally BoardStretch AuditLine Round"
    models = {one.__name__: one for one in apps.get_models()}
    return {name: list(models[name].objects.order_by("pk").values()) for name in names.split()}


def test_practising_touches_no_standing_no_participation_and_no_paper(
    practice_set, signed_in, contestant
):
    revision = RevisionFactory()
    practice_set(revision)
    contest = ContestFactory()
    entry = EntryFactory(contest=contest, user=contestant)
    AttemptFactory(entry=entry, round=RoundFactory(contest=contest), paper=[])
    client, before = signed_in(contestant), untouched()
    with CaptureQueriesContext(connection) as asked:
        for said in ({"cau-1": "0"}, {"khong-biet": "1"}):
            signed = signed_in_page(text_of(client.get(f"{ASK}?cuoc-thi={contest.slug}&lai=1")))
            client.post(ASK, {"phieu": signed, "cuoc-thi": contest.slug, **said})
        client.get("/luyen-tap/kien-thuc/")
        client.post("/luyen-tap/kien-thuc/xoa/")
    assert before == untouched()
    writes = [
        re.search(r'(?:INTO|UPDATE|FROM) "(\w+)"', one["sql"]).group(1)
        for one in asked
        if one["sql"].startswith(("INSERT", "UPDATE", "DELETE"))
    ]
    # A message is kept in the session.
    assert set(writes) - {"django_session", "accounts_session"} == {"contests_practisedquestion"}


def test_own_knowledge_is_for_its_owner_and_drawn_with_a_table(
    one, signed_in, contestant, stranger, client
):
    path = reverse("contests:own_knowledge")
    assert client.get(path).status_code == 302
    browser = signed_in(contestant)
    signed = signed_in_page(text_of(browser.get(ASK)))
    browser.post(ASK, {"phieu": signed, "cau-1": right_values(signed)})
    page = text_of(browser.get(path))
    assert "1/1 (100 %)" in page
    assert 'role="img"' in page
    assert "Chưa có gì để vẽ" in text_of(signed_in(stranger).get(path))


def test_a_person_begins_anew(one, signed_in, contestant):
    browser = signed_in(contestant)
    signed = signed_in_page(text_of(browser.get(ASK)))
    browser.post(ASK, {"phieu": signed, "cau-1": right_values(signed)})
    page = browser.post("/luyen-tap/kien-thuc/xoa/", follow=True)
    assert "Đã xóa tiến độ luyện tập của 1 câu." in text_of(page)
    assert not PractisedQuestion.objects.exists()


@pytest.mark.parametrize("count", [1, 9])
def test_a_question_costs_the_same_queries_for_few_and_many(
    practice_set, count, signed_in, contestant, django_assert_num_queries
):
    axis = AxisFactory()
    practice_set(*[RevisionFactory(question__axis=axis) for _ in range(count)])
    client = signed_in(contestant)
    client.get(ASK)
    with django_assert_num_queries(12):
        client.get(ASK)


@pytest.mark.parametrize("kind", ["grid", "matching", "ordering"])
def test_a_question_answered_row_by_row_is_practised(practice_set, client, kind):
    options, key = OF_KINDS[kind]
    practice_set(RevisionFactory(kind=kind, options=options, right=key))
    page = text_of(client.get(ASK))
    signed = signed_in_page(page)
    order = read_signed(signed).order
    if kind == "matching":
        rows = [order.index(3 + number) + 1 for number in key]
    else:
        rows = [key[n] for n in order]
    said = {f"cau-1-{row}": str(value) for row, value in enumerate(rows)}
    assert all(f'name="{name}"' in page for name in said)
    right = text_of(client.post(ASK, {"phieu": signed, **said}))
    assert WHY in right
    assert "is-right" in right
    wrong = text_of(client.post(ASK, {"phieu": signed, **said, "cau-1-0": ""}))
    assert wrong.count("is-right") == right.count("is-right") - 1
    assert client.post(ASK, {"phieu": signed, "cau-1-0": "9"}).status_code != 500


def test_a_key_seen_in_practice_is_known_to_whoever_reviews_the_bank(one, signed_in, contestant):
    BankRole.objects.create(user=contestant, kind=BankRole.Kind.REVIEWER)
    client = signed_in(contestant)
    signed = signed_in_page(text_of(client.get(ASK)))
    assert known_to(contestant, [one]) == {}
    client.post(ASK, {"phieu": signed, "cau-1": wrong_values(signed)})
    assert known_to(contestant, [one]) == {one.pk: Known.SEEN}


def test_practising_without_a_role_in_the_bank_leaves_no_line(one, signed_in, contestant):
    client = signed_in(contestant)
    signed = signed_in_page(text_of(client.get(ASK)))
    client.post(ASK, {"phieu": signed, "cau-1": wrong_values(signed)})
    assert not AuditLine.objects.filter(kind="key_seen").exists()

"""The question of the day: the same for everybody, answered on the first page."""

import re
from datetime import date, timedelta

import pytest
from django.core.cache import cache

from contests.models import PractisedQuestion
from contests.practice.daily import chosen_for, question_of_day
from contests.practice.questions import Practicable
from tests.contests.practice.test_views import right_values, signed_in_page, text_of
from tests.factories import NOON, RevisionFactory, RoundFactory, SectionFactory

TODAY = date(2026, 11, 23)


def many(count):
    return [Practicable(n, n, 1) for n in range(count)]


def days(found, count=400):
    return [chosen_for(TODAY + timedelta(days=n), found).question for n in range(count)]


def test_a_day_has_one_question_for_everybody_whatever_order_they_come_in():
    assert days(many(30)) == days(many(30)[::-1])


@pytest.mark.parametrize("count", [2, 3, 7, 30, 200])
def test_no_question_comes_again_before_a_third_of_the_others(count):
    asked, rest = days(many(count)), max(count // 3, 1)
    assert all(len(set(asked[n : n + rest])) == rest for n in range(len(asked) - rest))
    assert len(set(asked)) == count


def test_without_practice_questions_there_is_none():
    assert chosen_for(TODAY, []) is None


@pytest.mark.django_db
def test_a_question_that_a_round_asks_is_not_the_day_s(practice_set):
    (one,) = practice_set(RevisionFactory())
    assert question_of_day(at=NOON) == one
    SectionFactory(round=RoundFactory(), pool=[one.pk])
    cache.clear()
    assert question_of_day(at=NOON) is None


@pytest.mark.django_db
@pytest.mark.usefixtures("at_noon")
class TestOnTheFirstPage:
    @pytest.fixture(autouse=True)
    def _one(self, practice_set):
        practice_set(RevisionFactory(stem="Hôm nay hỏi gì?"))

    def test_a_stranger_answers_by_a_plain_query_and_gets_no_cookie(self, client):
        page = client.get("/")
        text = text_of(page)
        assert "Hôm nay hỏi gì?" in text
        assert "Vì luật nói vậy." not in text
        assert not page.cookies
        form = re.search(r"<form[^>]*data-in-place>", text).group()
        assert 'method="get" action="/luyen-tap/cau-hoi/"' in form
        signed = signed_in_page(text)
        said = {"phieu": signed, "cau-1": right_values(signed), "hom-nay": "1"}
        told = text_of(client.get("/luyen-tap/cau-hoi/", said))
        assert "✓ Đúng" in told
        assert "Câu hỏi mỗi ngày" in told

    @pytest.mark.usefixtures("keeps_progress")
    def test_a_person_answers_once_a_day_and_reads_the_answer_again(self, signed_in, contestant):
        client = signed_in(contestant)
        signed = signed_in_page(text_of(client.get("/")))
        said = {"phieu": signed, "cau-1": right_values(signed), "hom-nay": "1"}
        client.post("/luyen-tap/cau-hoi/", said)
        page = text_of(client.get("/"))
        assert "Hôm nay bạn đã trả lời đúng." in page
        assert 'name="phieu"' not in page
        link = re.search(r'href="(/luyen-tap/cau-hoi/\?phieu=[^"]+)"', page).group(1)
        assert "Vì luật nói vậy." in text_of(client.get(link.replace("&amp;", "&")))
        assert PractisedQuestion.objects.get().times == 1

    def test_the_first_page_costs_a_person_few_queries_more(
        self, signed_in, contestant, django_assert_max_num_queries
    ):
        client = signed_in(contestant)
        client.get("/")
        with django_assert_max_num_queries(8):
            client.get("/")

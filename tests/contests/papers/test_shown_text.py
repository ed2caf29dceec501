"""A question's table and passage are shown wherever the question is."""

from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from contests.attempts.review import review
from contests.attempts.start import start_attempt
from contests.papers.drawing import paper_source_of
from questionbank.models import Passage
from questionbank.templatetags.bank_words import emphasised
from tests.factories import NOON, RevisionFactory, RoundFactory, SectionFactory
from tests.stage import entry_in

pytestmark = pytest.mark.django_db
STEM = "Dựa vào bảng:\n| Năm | Hồ sơ |\n| 2024 | <b>10</b> |\nNăm nào KHÔNG có?"
TABLE = '<th scope="col">Năm</th><th scope="col">Hồ sơ</th></tr></thead>'


@pytest.fixture
def round():
    paper_source_of.cache_clear()
    at = timezone.now()
    round = RoundFactory(opens_at=at - timedelta(hours=1), closes_at=at + timedelta(hours=1))
    passage = Passage.objects.create(
        code="DD-1", number=1, text="Chị Hoa nộp hồ sơ.\nHồ sơ đủ.", created_at=NOON
    )
    on_passage = [
        RevisionFactory(stem=STEM, passage=passage, passage_place=3 - n) for n in range(3)
    ]
    pool = [one.pk for one in [RevisionFactory(), *on_passage, RevisionFactory()]]
    SectionFactory(round=round, count=5, pool=pool)
    return round


@pytest.fixture
def attempt(round, contestant):
    return start_attempt(entry_in(round, user=contestant), round=round, at=timezone.now())


def test_the_paper_keeps_the_passages_questions_together_in_their_order(attempt, round):
    pool = round.sections.get().pool
    drawn = [pk for pk, _order in attempt.paper]
    first = drawn.index(pool[3])
    assert drawn[first : first + 3] == [pool[3], pool[2], pool[1]]


@pytest.mark.parametrize("page", ["paper", "plain_paper"])
def test_the_paper_shows_table_and_passage_with_each_question(page, attempt, signed_in, contestant):
    address = reverse(f"contests:{page}", args=[attempt.code])
    html = signed_in(contestant).get(address, {"trang": "1"}).content.decode()
    assert html.count(TABLE) == 3
    assert html.count("Chị Hoa nộp hồ sơ.\nHồ sơ đủ.") == 3
    assert html.count("&lt;b&gt;10&lt;/b&gt;") == 3
    assert html.count("| Năm") == 0


def test_a_hidden_questions_passage_is_hidden_too(attempt, signed_in, contestant, round):
    address = reverse("contests:paper", args=[attempt.code])
    html = signed_in(contestant).get(address).content.decode()
    first_is_on_passage = attempt.paper[0][0] in round.sections.get().pool[1:4]
    assert html.count('<details class="passage" open hidden>') == 3 - first_is_on_passage


def test_the_review_shows_them(attempt, round):
    later = round.closes_at + timedelta(days=1)
    attempt.state = "submitted"
    round.shown_after_close = "key"
    attempt.round = round
    item = next(one for one in review(attempt, at=later) if one["passage"])
    html = render_to_string("questionbank/text/_whole.html", {"of": item})
    assert TABLE in html
    assert "Chị Hoa nộp hồ sơ." in html


def test_lists_name_a_table_instead_of_showing_its_bars():
    assert "|" not in emphasised(STEM)
    assert "[bảng]" in emphasised(STEM)

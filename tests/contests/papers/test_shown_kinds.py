"""A question of any kind shows its passage, its table and its pictures wherever it is shown."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from contests.attempts.close import submit_attempt
from contests.attempts.start import start_attempt
from contests.models import ResultDetail, Round
from contests.papers.drawing import paper_source_of
from contests.practice.asked import ask, question_as_html
from questionbank.models import BankRole, Passage, QuestionKind, QuestionSet, Revision
from tests.factories import NOON, OrganiserFactory, RevisionFactory, RoundFactory, SectionFactory
from tests.people import browser_of
from tests.questionbank.pictures.drawn import attached, kept_picture
from tests.stage import OF_KINDS, entry_in

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
WRITTEN = {"number": (["m²", "1"], [15005, 5]), "text": (["1"], [1, "một cửa"])}
ALL = OF_KINDS | WRITTEN
STEM = "Dựa vào bảng:\n| Năm | Hồ sơ |\n| 2024 | 10 |\nTrả lời đi."
kinds = pytest.mark.parametrize("kind", QuestionKind.values)


@pytest.fixture
def asked(kind):
    """A question with all that questions show; only options to choose from have pictures too."""
    picture = kept_picture()
    passage = Passage.objects.create(
        code="DD",
        number=1,
        text="Chị Hoa nộp hồ sơ.",
        pictures=[attached(picture, "passage", "Tả đoạn dẫn")],
        created_at=NOON,
    )
    places = ("stem", "B") if kind == "choice" else ("stem",)
    options, key = ALL[kind]
    return RevisionFactory(
        kind=kind,
        stem=STEM,
        options=options,
        right=key,
        passage=passage,
        pictures=[attached(picture, place, f"Tả {place}") for place in places],
    )


@pytest.fixture
def round(asked, organiser):
    paper_source_of.cache_clear()
    at = timezone.now()
    round = RoundFactory(
        opens_at=at - HOUR, closes_at=at + HOUR, shown_after_close=ResultDetail.KEY
    )
    SectionFactory(round=round, count=1, pool=[asked.pk])
    OrganiserFactory(contest=round.contest, user=organiser)
    return round


@pytest.fixture
def attempt(round, contestant):
    return start_attempt(entry_in(round, user=contestant), round=round, at=timezone.now())


def expect_whole(html, revision, *, times=1):
    assert html.count('<th scope="col">Năm</th><th scope="col">Hồ sơ</th>') == times
    assert html.count("Chị Hoa nộp hồ sơ.") == times
    assert html.count("Trả lời đi.") == times
    assert "| Năm" not in html
    for alt in ("Tả đoạn dẫn", *(one["alt"] for one in revision.pictures)):
        assert html.count(f'alt="{alt}"') == times, alt


@kinds
@pytest.mark.parametrize("page", ["paper", "plain_paper"])
def test_papers_show_them(page, attempt, asked, contestant):
    html = browser_of(contestant).get(reverse(f"contests:{page}", args=[attempt.code])).text
    expect_whole(html, asked)
    assert html.index("Chị Hoa") < html.index("<fieldset") < html.index("<table")


@kinds
def test_the_result_shows_them(attempt, asked, contestant):
    closed = timezone.now() - HOUR / 2
    submit_attempt(attempt, at=timezone.now())
    Round.objects.update(opens_at=closed - HOUR, closes_at=closed)
    html = browser_of(contestant).get(reverse("contests:result", args=[attempt.code])).text
    assert 'class="verdict' in html
    expect_whole(html, asked)


@kinds
def test_practice_shows_them(asked):
    revision = Revision.objects.select_related("passage").get(pk=asked.pk)
    expect_whole(str(question_as_html(revision, ask(revision, seed="1"))), asked)


@kinds
def test_the_trial_shows_them(round, asked, kind, client):
    if kind in WRITTEN:
        pytest.skip("what strangers would type is not asked there")
    Round.objects.update(opens_at=NOON - 9 * HOUR, closes_at=NOON - 8 * HOUR)
    round.sections.all().delete()
    kept = QuestionSet.objects.create(name="Luyện", is_practice=True, created_at=NOON)
    kept.questions.set([asked.question, RevisionFactory().question, RevisionFactory().question])
    cache.clear()
    page = client.get(reverse("contests:trial", args=[round.contest.slug]))
    expect_whole(page.text, asked)
    mark = page.context["mark"]
    answers = reverse("contests:trial_answers", args=[round.contest.slug])
    expect_whole(client.get(answers, {"ma": mark}).text, asked)


@kinds
def test_the_bank_shows_them(asked, colleague):
    BankRole.objects.create(user=colleague, kind=BankRole.Kind.AUTHOR)
    page = browser_of(colleague).get(reverse("questionbank:question", args=[asked.question_id]))
    expect_whole(page.text, asked)


@kinds
def test_an_organiser_sees_them(round, attempt, asked, organiser):
    browser, slug = browser_of(organiser), round.contest.slug
    of_question = reverse("leaderboard:round_question", args=[slug, round.number, asked.pk])
    expect_whole(browser.get(of_question).text, asked)
    submit_attempt(attempt, at=timezone.now())
    of_paper = reverse("contests:entry_paper", args=[slug, attempt.entry_id, attempt.code])
    expect_whole(browser.get(of_paper).text, asked)


@pytest.mark.parametrize("kind", ["choice", "grid", "matching", "ordering"])
def test_no_page_of_a_question_shows_a_mark_of_a_language(kind, contestant, signed_in):
    paper_source_of.cache_clear()
    options, key = ALL[kind]
    marked = [f"{{en:{one}}}" if one else "" for one in options]
    at = timezone.now()
    round = RoundFactory(
        opens_at=at - HOUR, closes_at=at + HOUR, shown_after_close=ResultDetail.KEY
    )
    asked = RevisionFactory(kind=kind, stem="Nghĩa của {en:shop}?", options=marked, right=key)
    SectionFactory(round=round, count=1, pool=[asked.pk])
    attempt = start_attempt(entry_in(round, user=contestant), round=round, at=at)
    client = signed_in(contestant)
    pages = [reverse(f"contests:{name}", args=[attempt.code]) for name in ("paper", "plain_paper")]
    shown = [client.get(page).text for page in pages]
    submit_attempt(attempt, at=at)
    type(round).objects.filter(pk=round.pk).update(closes_at=at - HOUR / 2)
    shown.append(client.get(reverse("contests:result", args=[attempt.code])).text)
    for page in shown:
        assert '<span lang="en">shop</span>' in page
        assert f'<span lang="en">{next(filter(None, options))}</span>' in page
        assert "{en:" not in page

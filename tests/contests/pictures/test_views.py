"""A question's picture opens for whom a page shows the question, and for nobody else."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from contests.attempts.close import submit_attempt
from contests.attempts.start import start_attempt
from contests.models import ResultDetail, Round, RoundState
from contests.papers.drawing import paper_source_of
from questionbank.models import BankRole, Passage, QuestionSet, Revision
from tests.factories import NOON, OrganiserFactory, RevisionFactory, RoundFactory, SectionFactory
from tests.people import browser_of
from tests.questionbank.pictures.drawn import attached, kept_picture
from tests.stage import entry_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked():
    return RevisionFactory(pictures=[attached(kept_picture())])


@pytest.fixture
def round(asked):
    paper_source_of.cache_clear()
    at = timezone.now()
    round = RoundFactory(
        opens_at=at - timedelta(hours=1),
        closes_at=at + timedelta(hours=1),
        shown_after_close=ResultDetail.KEY,
    )
    SectionFactory(round=round, count=1, pool=[asked.pk])
    return round


@pytest.fixture
def attempt(round, contestant):
    return start_attempt(entry_in(round, user=contestant), round=round, at=timezone.now())


def address_of(revision, size="lon", digest="d" * 32):
    return reverse("contests:picture", args=[revision.pk, digest, size])


def status_for(user, revision, client):
    browser = browser_of(user) if user else client
    return browser.get(address_of(revision)).status_code


def test_whoever_has_it_on_an_open_paper_sees_it(attempt, asked, contestant):
    response = browser_of(contestant).get(address_of(asked))
    assert response.status_code == 200
    assert response["Content-Type"] == "image/png"
    assert response["Cache-Control"] == "private, max-age=3600, immutable"
    assert response.content.startswith(b"large")
    assert browser_of(contestant).get(address_of(asked, "nho")).content.startswith(b"small")


def test_nobody_else_sees_it(attempt, asked, colleague, stranger, client):
    assert status_for(None, asked, client) == 404
    assert status_for(stranger, asked, client) == 404
    entry_in(attempt.round, user=colleague)
    assert status_for(colleague, asked, client) == 404


def test_a_person_who_has_not_started_sees_nothing_before_the_round_opens(
    round, asked, contestant, client
):
    Round.objects.update(opens_at=timezone.now() + timedelta(minutes=30))
    entry_in(round, user=contestant)
    assert status_for(contestant, asked, client) == 404


def test_a_closed_paper_shows_it_only_with_the_key(attempt, asked, contestant, client):
    submit_attempt(attempt, at=timezone.now())
    assert status_for(contestant, asked, client) == 404
    at = timezone.now()
    Round.objects.update(opens_at=at - timedelta(days=2), closes_at=at - timedelta(days=1))
    assert status_for(contestant, asked, client) == 200
    Round.objects.update(shown_after_close=ResultDetail.SCORE)
    assert status_for(contestant, asked, client) == 404


@pytest.mark.parametrize("kind", BankRole.Kind.values)
def test_the_bank_sees_it(kind, asked, stranger, client):
    BankRole.objects.create(user=stranger, kind=kind)
    assert status_for(stranger, asked, client) == 200
    bank = reverse("questionbank:picture", args=["d" * 32, "nho"])
    assert browser_of(stranger).get(bank).status_code == 200


def test_the_banks_address_is_closed_to_others(attempt, contestant, client):
    bank = reverse("questionbank:picture", args=["d" * 32, "nho"])
    assert browser_of(contestant).get(bank).status_code == 403
    assert client.get(bank).status_code == 302


def test_an_organiser_sees_what_a_published_round_may_ask(round, asked, organiser, client):
    OrganiserFactory(contest=round.contest, user=organiser)
    assert status_for(organiser, asked, client) == 200
    Round.objects.update(state=RoundState.DRAFT)
    assert status_for(organiser, asked, client) == 404


def test_an_organiser_of_another_contest_does_not(round, asked, organiser, client):
    OrganiserFactory(contest=RoundFactory().contest, user=organiser)
    assert status_for(organiser, asked, client) == 404


def test_everybody_sees_pictures_of_questions_to_practise(asked, stranger, client):
    made = QuestionSet.objects.create(name="Luyện", is_practice=True, created_at=NOON)
    made.questions.add(asked.question)
    assert status_for(None, asked, client) == 200
    assert status_for(stranger, asked, client) == 200


def test_a_practice_question_that_a_round_will_ask_shows_no_picture(round, asked, client):
    made = QuestionSet.objects.create(name="Luyện", is_practice=True, created_at=NOON)
    made.questions.add(asked.question)
    assert status_for(None, asked, client) == 404


def test_a_passages_picture_opens_with_its_questions(attempt, asked, contestant):
    passage = Passage.objects.create(
        code="DD",
        number=1,
        text="Đọc",
        pictures=[attached(kept_picture("e" * 32), "passage")],
        created_at=NOON,
    )
    Revision.objects.filter(pk=asked.pk).update(passage=passage)
    address = address_of(asked, digest="e" * 32)
    assert browser_of(contestant).get(address).status_code == 200


def test_a_picture_opens_only_under_its_own_question(attempt, asked, contestant):
    other = RevisionFactory(pictures=[attached(kept_picture("e" * 32))])
    assert browser_of(contestant).get(address_of(asked, digest="e" * 32)).status_code == 404
    assert browser_of(contestant).get(address_of(other, digest="e" * 32)).status_code == 404


@pytest.mark.parametrize("size", ["to", "a" * 300])
def test_an_odd_size_is_not_found(size, attempt, asked, contestant):
    assert browser_of(contestant).get(address_of(asked, size)).status_code == 404


def test_pages_of_a_session_are_kept_nowhere_still(attempt, contestant):
    page = browser_of(contestant).get(reverse("contests:paper", args=[attempt.code]))
    assert "no-store" in page["Cache-Control"]
    address = address_of(Revision.objects.get())
    assert page.content.decode().count(f'src="{address}"') == 1

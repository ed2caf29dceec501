"""Answers that no page of ours sends are stored, earn nothing and break no page that shows them."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from contests.attempts.close import submit_attempt
from contests.attempts.scoring import Item, is_right
from contests.attempts.start import start_attempt
from contests.delivery.answer_endpoint import MAX_CHOICE, read_save
from contests.delivery.saves import Verdict, write_saves
from contests.delivery.tokens import issue_save_token
from contests.models import Attempt, Round
from contests.monitoring.invariants import verify_round
from contests.papers.drawing import paper_source_of
from contests.personal_data.holdings import CONTEST_HOLDINGS
from questionbank.models import AnswerKey
from questionbank.question_types.number import ZERO, UnreadAnswer, read
from questionbank.question_types.written import answer_of
from tests.factories import (
    AxisFactory,
    DivisionFactory,
    OrganiserFactory,
    RevisionFactory,
    RoundFactory,
    SectionFactory,
)
from tests.stage import OF_KINDS, entry_in

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
ASKED = OF_KINDS | {"number": (["m²", "1"], [15005, 5]), "text": (["1"], [1, "một cửa"])}
NUMBERS = (0b1111, 3, 2**30, MAX_CHOICE, 9**8 - 1, 8 + 8 * 9 + 8 * 81 + 8 * 729, ZERO - 2**20)
TEXTS = (
    "\u202e\u2066aửc tộm",  # marks that turn the direction, and nothing that is right
    "<script>alert(1)</script>",
    "a" + "\u0301" * 199,
    "NaN",
    "1e999",
    "{{ 7 * 7 }}%(position)s",
)
HAND_MADE = [(one, "") for one in NUMBERS] + [(1, text) for text in TEXTS]


@pytest.fixture
def attempt(contestant, organiser):
    paper_source_of.cache_clear()
    at = timezone.now()
    round = RoundFactory(opens_at=at - HOUR, closes_at=at + HOUR, is_question_order_shuffled=False)
    division = DivisionFactory(contest=round.contest)
    for n, (kind, (options, key)) in enumerate(ASKED.items(), start=1):
        asked = RevisionFactory(kind=kind, options=options, right=key)
        axis = AxisFactory(code=str(n), name=f"Trục {n}", position=n)
        SectionFactory(round=round, division=division, axis=axis, count=1, pool=[asked.pk])
    OrganiserFactory(contest=round.contest, user=organiser)
    return start_attempt(entry_in(round, user=contestant), round=round, at=at)


def counts(attempt, position, choice, text):
    pk, order = attempt.paper[position - 1]
    key = AnswerKey.objects.select_related("revision").get(revision=pk)
    return is_right(Item(order, key.right_options, key.revision.kind), answer_of(choice, text))


@pytest.mark.parametrize(("choice", "text"), HAND_MADE)
def test_pages_show_what_was_stored_by_hand_and_it_earns_nothing(
    choice, text, attempt, signed_in, contestant, organiser
):
    token, positions = issue_save_token(attempt), range(len(ASKED) + 1)
    changes = [[n, choice, n + 1, *([text] if text else [])] for n in positions]
    save = read_save(json.dumps({"ticket": token, "changes": changes}).encode())
    (receipt,) = write_saves([save])
    assert receipt.verdict is Verdict.SAVED
    own, desk = signed_in(contestant), signed_in(organiser)
    assert own.post(reverse("contests:take", args=[attempt.code])).status_code == 200
    writer = Attempt.objects.get().writer
    for page in ("1", "2", "nop"):
        path = reverse("contests:plain_paper", args=[attempt.code])
        shown = own.get(path, {"trang": page, "cua-so": writer})
        assert shown.status_code == 200
        assert "<script>alert" not in shown.text
    submit_attempt(attempt, at=timezone.now())
    closed = timezone.now() - HOUR / 2
    Round.objects.update(opens_at=closed - 2 * HOUR, closes_at=closed)
    result = own.get(reverse("contests:result", args=[attempt.code]))
    names = (attempt.round.contest.slug, attempt.entry_id, attempt.code)
    paper = desk.get(reverse("contests:entry_paper", args=names))
    assert (result.status_code, paper.status_code) == (200, 200)
    assert "<script>alert" not in result.text + paper.text
    (holding,) = [one for one in CONTEST_HOLDINGS if one.key == "attempts"]
    assert list(holding.read(contestant, timezone.now()))
    attempt.refresh_from_db()
    right = sum(counts(attempt, n, choice, text) for n in positions if n)
    assert attempt.correct_count == right <= 1
    found = verify_round(attempt.round, at=timezone.now())
    assert [one for one in found if one.invariant == 4] == []


@pytest.mark.parametrize(
    "typed", ["1e999", "NaN", "١٢", "٫", "１２", "∞", "0x10", "--5", "5-", "1_000"]
)
def test_what_only_machines_call_a_number_is_none(typed):
    with pytest.raises(UnreadAnswer):
        read(typed, decimals=2)


@pytest.mark.parametrize(("typed", "answer"), [("1.000,5", 100050), ("−1,5", -150), ("+7", 700)])
def test_what_people_write_is_one(typed, answer):
    assert read(typed, decimals=2).answer == ZERO + answer

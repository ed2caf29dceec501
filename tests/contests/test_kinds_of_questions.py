"""A paper with a question of each kind: shown, saved, scored, reviewed, ruled on and verified."""

import random
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from contests.attempts.close import submit_attempt
from contests.attempts.review import further_texts
from contests.attempts.start import start_attempt, take_up
from contests.models import Answer, Attempt, QuestionRuling, RulingKind, RulingState
from contests.monitoring.invariants import independent_scores, verify_round
from contests.monitoring.paper_evidence import evidence_of
from contests.personal_data.holdings import _attempts
from contests.rulings.regrade import regrade_round
from questionbank.models import Revision
from questionbank.question_types.registry import QUESTION_TYPES
from tests.stage import OF_KINDS, entry_in, right_choice_at, round_of_kinds

pytestmark = pytest.mark.django_db
KINDS = list(OF_KINDS)
POSITION = {kind: position for position, kind in enumerate(KINDS, start=1)}


@pytest.fixture
def round():
    at = timezone.now()
    return round_of_kinds(opens_at=at - timedelta(hours=1), closes_at=at + timedelta(hours=1))


@pytest.fixture
def attempt(round, contestant) -> Attempt:
    return start_attempt(entry_in(round, user=contestant), round=round, at=timezone.now())


def asked(attempt, kind):
    pk, order = attempt.paper[POSITION[kind] - 1]
    return Revision.objects.get(pk=pk), order


def answer(attempt, choices):
    Answer.objects.bulk_create(
        Answer(attempt=attempt, position=n, choice=choice, seq=n, saved_at=timezone.now())
        for n, choice in choices.items()
    )


def all_right(attempt):
    return {n: right_choice_at(attempt, n) for n in POSITION.values()}


def closed(attempt):
    submit_attempt(attempt, at=timezone.now())
    attempt.refresh_from_db()
    return attempt


def test_each_kind_is_on_the_page_in_the_order_drawn(signed_in, contestant, attempt):
    html = signed_in(contestant).get(reverse("contests:paper", args=[attempt.code])).text
    found = re.findall(r'<fieldset class="question" id="cau-\d+".*?</fieldset>', html, re.S)
    assert [re.search(r'data-kind="(\w+)"', one).group(1) for one in found] == KINDS
    for kind, one in zip(KINDS, found, strict=True):
        revision, order = asked(attempt, kind)
        texts = re.findall(r'class="text">(.*?)</span>', one)
        assert texts == [revision.options[n] for n in order]
    grid, matching, ordering = found[1:]
    assert re.findall(r'name="cau-2-(\d)" value="(\d)"', grid) == [
        (str(row), value) for row in range(4) for value in "12"
    ]
    shown = [OF_KINDS["matching"][0][n] for n in asked(attempt, "matching")[1]]
    lists = re.findall(r'<select[^>]*id="cau-3-\d".*?</select>', matching, re.S)
    assert len(lists) == 3
    for one in lists:
        assert re.findall(r'<option value="(\d)">(.*?)</option>', one) == [
            (str(n), f"{letter}. {text}")
            for n, (letter, text) in enumerate(zip("ABC", shown, strict=True), start=1)
        ]
    assert re.findall(r'<label class="said" for="cau-3-\d">(.*?)</label>', matching) == [
        "Luật X",
        "Luật Y",
        "Luật Z",
    ]
    assert ordering.count('<option value="4">') == 4


def test_a_paper_shows_no_key_and_shuffles_what_a_round_wants_shuffled(round, attempt):
    orders = set()
    for _ in range(12):
        other = start_attempt(entry_in(round), round=round, at=timezone.now())
        orders |= {tuple(order) for _pk, order in other.paper[1:]}
    assert len(orders) > 6
    assert all(sorted(order) == [4, 5, 6] for order in orders if 4 in order)


def test_the_key_in_the_order_shown_scores_in_full(round, attempt):
    answer(attempt, all_right(attempt))
    assert closed(attempt).correct_count == 4
    assert independent_scores([attempt]) == {attempt.pk: 4}


@pytest.mark.parametrize("kind", KINDS[1:])
@pytest.mark.parametrize("change", ["blank", "wrong", "beyond"])
def test_one_row_that_is_not_right_is_a_question_that_is_not(attempt, kind, change):
    choices = all_right(attempt)
    base = 4 if kind == "grid" else 9
    right = choices[POSITION[kind]]
    digit = right % base
    changed = {
        "blank": right - digit,
        "wrong": right - digit + (digit % 2) + 1,
        "beyond": right + base**8,
    }
    choices[POSITION[kind]] = changed[change]
    answer(attempt, choices)
    assert closed(attempt).correct_count == 3
    assert independent_scores([attempt]) == {attempt.pk: 3}
    assert attempt.unanswered_count == 0


def test_made_up_answers_are_scored_as_the_independent_count_says(round, rng):
    for _ in range(30):
        attempt = start_attempt(entry_in(round), round=round, at=timezone.now())
        choices = {}
        for kind, position in POSITION.items():
            order = attempt.paper[position - 1][1]
            knows = rng.random() < 0.4
            random_answer = QUESTION_TYPES[kind].random_answer(order, rng)
            choices[position] = right_choice_at(attempt, position) if knows else random_answer
        answer(attempt, choices)
        closed(attempt)
    assert [*verify_round(round, at=timezone.now())] == []


@pytest.fixture
def rng():
    return random.Random(5)


def plain(client, attempt, **said):
    taken = take_up(attempt)
    address = reverse("contests:plain_paper", args=[attempt.code])
    page = client.get(f"{address}?trang=1&cua-so={taken.writer}")
    ticket = re.search(r'name="ticket" value="([^"]+)"', page.text).group(1)
    sent = {f"cu-{n}": "0" for n in POSITION.values()}
    return client.post(address, {"ticket": ticket, "trang": "1", "den": "1", **sent, **said})


def test_without_scripts_rows_are_fields_and_come_back_as_chosen(signed_in, contestant, attempt):
    client = signed_in(contestant)
    said = {"cau-1": "2", "cau-2-0": "1", "cau-2-3": "2", "cau-3-1": "3", "cau-4-2": "4"}
    page = client.get(plain(client, attempt, **said)["Location"])
    stored = dict(Answer.objects.values_list("position", "choice"))
    assert stored == {1: 4, 2: 1 + 2 * 4**3, 3: 3 * 9, 4: 4 * 9**2}
    html = page.text
    assert re.findall(r'name="(cau-2-\d)" value="(\d)"[^>]* checked', html) == [
        ("cau-2-0", "1"),
        ("cau-2-3", "2"),
    ]
    assert re.findall(r'<option value="(\d)" selected', html) == ["3", "4"]


@pytest.mark.parametrize("said", [{"cau-2-0": "3"}, {"cau-3-0": "4"}, {"cau-4-0": "5"}])
def test_a_value_that_a_row_does_not_offer_is_told_and_not_stored(
    signed_in, contestant, attempt, said
):
    answered = plain(signed_in(contestant), attempt, **said)
    assert answered.status_code == 422
    assert "Hãy chọn lại" in answered.text
    assert not Answer.objects.exists()


def test_a_review_says_what_was_right_in_each_row(signed_in, contestant, round, attempt):
    choices = all_right(attempt)
    choices[2] -= choices[2] % 4
    choices[3] -= choices[3] % 9
    answer(attempt, choices)
    closed(attempt)
    round.closes_at = timezone.now() - timedelta(minutes=30)
    round.save(update_fields=["closes_at"])
    attempt.deadline_at = round.closes_at
    html = signed_in(contestant).get(reverse("contests:result", args=[attempt.code])).text
    assert "đáp án: Đúng" in html
    assert "đáp án: thứ 1" in html
    assert html.count("Năm 2018") >= 2


@pytest.mark.parametrize(
    ("kind", "further", "in_words"),
    [
        ("grid", [1, 1, 1, 1], ["Ý thứ nhất: Đúng", "Ý thứ hai: Đúng"]),
        ("matching", [1, 1, 1], ["Luật X → Năm 2008", "Luật Y → Năm 2008"]),
        ("ordering", [1, 2, 3, 4], ["1. Ký duyệt", "2. Thẩm định"]),
    ],
)
def test_a_ruling_accepts_another_whole_answer(round, attempt, organiser, kind, further, in_words):
    revision, order = asked(attempt, kind)
    choices = all_right(attempt)
    choices[POSITION[kind]] = QUESTION_TYPES[kind].right_answer(order, further)
    answer(attempt, choices)
    assert closed(attempt).correct_count == 3
    ruling = QuestionRuling.objects.create(
        round=round,
        revision=revision,
        kind=RulingKind.ACCEPT,
        state=RulingState.IN_FORCE,
        accepted=[further],
        reason="Luật vừa sửa.",
        proposed_at=timezone.now(),
        decided_at=timezone.now(),
    )
    regrade_round(round, at=timezone.now())
    attempt.refresh_from_db()
    assert attempt.correct_count == 4
    assert independent_scores([attempt]) == {attempt.pk: 4}
    assert further_texts(revision, ruling.accepted)[0][:2] == in_words


def test_own_data_name_each_answer_by_letters_and_rows(contestant, attempt):
    answer(attempt, all_right(attempt) | {1: 0})
    closed(attempt)
    (own,) = _attempts(contestant, timezone.now())
    said = own["Đã chọn"]
    assert said.startswith("1: –; 2: A ")
    assert len(re.findall(r"\d → [ABC]", said)) == 3
    assert len(re.findall(r"\d → \d", said)) == 4


def test_withheld_answers_are_shown_in_no_row(attempt, contestant):
    """The round is open, so what was answered beside a score would tell the key."""
    answer(attempt, all_right(attempt))
    shown = evidence_of(closed(attempt), at=timezone.now())["questions"]
    assert all(one["withheld"] and one["has_no_answer"] for one in shown)
    chosen = [row.get("chosen", row.get("is_chosen")) for one in shown for row in one["shown"]]
    assert not any(chosen)

"""The bank we ship meets the demands we make on organisers."""

from collections import Counter
from datetime import date

import pytest

from questionbank.authoring.question_list import key_shares
from questionbank.authoring.wording import warnings_of
from questionbank.models import Axis, DrawnFrom, LegalDocument, Question, Revision
from questionbank.pools import pool_counts
from questionbank.question_types.choice_order import refers_to_others
from questionbank.sample_bank import load_sample_bank
from tests.factories import NOON

CONTEST_DAY = date(2026, 11, 22)


@pytest.fixture
def bank(db):
    load_sample_bank(at=NOON)
    return list(Revision.objects.published().select_related("question__axis", "answer_key"))


def test_bank_is_large_enough_on_every_axis(bank):
    by_axis = Counter(revision.question.axis.code for revision in bank)
    assert len(bank) >= 120
    assert set(by_axis) == {"1", "2", "3", "4", "5", "6"}
    assert min(by_axis.values()) >= 18


def test_every_axis_has_every_difficulty_for_both_audiences(bank):
    counts = pool_counts(on=CONTEST_DAY, sets=DrawnFrom((), is_practice=False))
    missing = [
        (axis.code, difficulty, audience)
        for axis in Axis.objects.all()
        for difficulty in ("de", "trung-binh", "kho")
        for audience in ("cbccvc", "nguoi-dan")
        if not counts[axis.pk, difficulty, audience]
    ]
    assert missing == []


def test_every_question_is_explained_and_rests_on_an_article(bank):
    bare = [r.question.code for r in bank if not (r.answer_key.explanation and r.article)]
    assert bare == []


def test_every_legal_basis_is_in_force(bank):
    in_force = Revision.objects.published().in_force(CONTEST_DAY)
    assert in_force.count() == len(bank)


def test_right_options_spread_evenly_over_the_positions(bank):
    shares = [share.percent for share in key_shares()]
    assert len(shares) == 4
    assert all(15 <= percent <= 35 for percent in shares)


def test_right_option_is_seldom_the_longest(bank):
    longest = [
        revision
        for revision in bank
        if len(revision.answer_key.right_options) == 1
        and max(map(len, revision.options))
        == len(revision.options[revision.answer_key.right_options[0]])
    ]
    assert len(longest) <= 0.4 * len(bank)


def test_no_option_speaks_of_the_others(bank):
    habits = [
        revision.question.code
        for revision in bank
        if any(refers_to_others(option, count=len(revision.options)) for option in revision.options)
    ]
    assert habits == []


def test_no_question_gives_itself_away(bank):
    told = [
        revision.question.code
        for revision in bank
        if warnings_of(
            revision.stem,
            revision.options,
            revision.answer_key.right_options,
            kind=revision.kind,
        )
    ]
    assert told == []


def test_sample_is_marked_and_published_by_a_second_person(bank):
    assert Question.objects.filter(is_sample=False).count() == 0
    assert Counter(revision.author_id == revision.reviewer_id for revision in bank) == {
        False: len(bank)
    }
    assert not bank[0].author.has_usable_password()


def test_loading_again_adds_nothing_and_keeps_what_was_edited(bank):
    LegalDocument.objects.filter(number="76/NQ-CP").update(title="Tên đã sửa")
    again = load_sample_bank(at=NOON)
    assert (again.documents, again.questions) == (0, 0)
    assert Revision.objects.count() == len(bank)
    assert LegalDocument.objects.get(number="76/NQ-CP").title == "Tên đã sửa"

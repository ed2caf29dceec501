"""The bank we ship meets the demands we make on organisers, once it is loaded."""

from collections import Counter
from datetime import date

import pytest
from django.db import transaction

from questionbank.authoring.question_list import key_shares
from questionbank.models import (
    Axis,
    DrawnFrom,
    LegalDocument,
    Picture,
    Question,
    QuestionSet,
    Revision,
)
from questionbank.pairs import alike_pairs
from questionbank.pools import pool_counts
from questionbank.question_text import has_table
from questionbank.sample_bank import (
    DRAFTS,
    PRACTICE_SET,
    load_sample_bank,
)
from questionbank.sample_parts import READINGS
from questionbank.sample_sources import Source, sources_of
from tests.factories import NOON

CONTEST_DAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """Load it once; what a test changes is rolled back to here."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_sample_bank(at=NOON)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def bank(loaded, db):
    return list(Revision.objects.published().select_related("question__axis", "answer_key"))


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


def test_every_question_is_explained_and_rests_on_an_article_in_force(bank):
    bare = [r.question.code for r in bank if not (r.answer_key.explanation and r.article)]
    assert sorted(bare) == sorted(one.code for one in READINGS)  # these read what they show
    in_force = Revision.objects.published().in_force(CONTEST_DAY)
    assert in_force.count() == len(bank)


def test_the_bank_itself_finds_neither_twins_nor_a_favourite_letter(bank):
    assert [(pair.first.question.code, pair.second.question.code) for pair in alike_pairs()] == []
    shares = [share.percent for share in key_shares()]
    assert len(shares) == 4
    assert all(20 <= percent <= 30 for percent in shares)


def test_sample_is_marked_and_published_by_a_second_person(bank):
    assert Question.objects.filter(is_sample=False).count() == 0
    assert Counter(revision.author_id == revision.reviewer_id for revision in bank) == {
        False: len(bank)
    }
    assert not bank[0].author.has_usable_password()


def test_what_lacks_a_basis_stays_a_draft_that_says_so(bank):
    drafts = Revision.objects.filter(state="draft").select_related("question")
    notes = {draft.question.code: draft.review_note for draft in drafts}
    assert notes == {code: source.lacking for code, source in sources_of(DRAFTS).items()}
    assert not {revision.question.code for revision in bank} & notes.keys()


def test_the_sample_shows_a_passage_a_table_and_a_picture(bank):
    shown = {r.question.code: r for r in bank}
    on_passage = [shown[f"LUYEN-DOC-{n}"] for n in (1, 2, 3)]
    assert len({one.passage_id for one in on_passage} - {None}) == 1
    assert [one.passage_place for one in on_passage] == [1, 2, 3]
    assert has_table(shown["LUYEN-BANG-1"].stem)
    (chart,) = shown["LUYEN-HINH-1"].pictures
    assert Picture.objects.get(digest=chart["digest"]).media_type == "image/png"
    practice = QuestionSet.objects.get(name=PRACTICE_SET)
    assert {one.code for one in READINGS} <= set(practice.questions.values_list("code", flat=True))


def test_loading_again_adds_nothing_and_keeps_what_was_edited(bank):
    before = Revision.objects.count()
    LegalDocument.objects.filter(number="76/NQ-CP").update(title="Tên đã sửa")
    again = load_sample_bank(at=NOON)
    assert (again.documents, again.questions) == (0, 0)
    assert Revision.objects.count() == before
    assert LegalDocument.objects.get(number="76/NQ-CP").title == "Tên đã sửa"


DAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("source", "may"),
    [
        (Source("H", DAY, "Toàn văn", ""), True),
        (Source("M", DAY, "Bài viết dẫn điều luật", ""), True),
        (Source("L", DAY, "Một trang", ""), False),
        (Source("", DAY, "Toàn văn", ""), False),
        (Source("H", None, "Toàn văn", ""), False),
        (Source("H", DAY, "", ""), False),
        (Source("H", DAY, "Toàn văn", "Chưa có điều khoản."), False),
    ],
)
def test_a_weak_or_unchecked_source_publishes_nothing(source, may):
    assert source.may_be_published is may


def test_a_file_without_these_columns_publishes_nothing(tmp_path):
    path = tmp_path / "cau-hoi.csv"
    path.write_text("Mã,Câu hỏi\nX-1,Ai ký?\n", encoding="utf-8")
    assert not sources_of(path)["X-1"].may_be_published

"""A question of every kind is answered blind, compared with its key, suggested and compared."""

import pytest
from django.urls import reverse
from django.utils import timezone

from questionbank.blind_solves.solves import read_solves
from questionbank.models import Passage, QuestionKind, RevisionState
from questionbank.review_models import BlindSolve, Suggestion
from tests.factories import RevisionFactory

pytestmark = pytest.mark.django_db

PAIRS = ["Sở", "Xã", "", "Cấp xã", "Cấp tỉnh"]
# kind → options, key, what a form sends rightly, what it sends otherwise, nonsense
KINDS = {
    "choice": (["Một", "Hai", "Ba"], [1], {"cau-1": "1"}, {"cau-1": "0"}, {"cau-1": "9"}),
    "grid": (
        ["Ý một", "Ý hai"], [1, 2],
        {"cau-1-0": "1", "cau-1-1": "2"}, {"cau-1-0": "2", "cau-1-1": "2"}, {"cau-1-0": "1"},
    ),
    "matching": (
        PAIRS, [2, 1],
        {"cau-1-0": "2", "cau-1-1": "1"}, {"cau-1-0": "1", "cau-1-1": "1"}, {"cau-1-0": "7"},
    ),
    "ordering": (
        ["Ba", "Một", "Hai"], [3, 1, 2],
        {"cau-1-0": "3", "cau-1-1": "1", "cau-1-2": "2"},
        {"cau-1-0": "1", "cau-1-1": "2", "cau-1-2": "3"},
        {"cau-1-0": "1", "cau-1-1": "2"},
    ),
    "number": (["ngày", "1"], [155, 0], {"cau-1": "15,5"}, {"cau-1": "16"}, {"cau-1": "mười"}),
    "text": (
        ["1"], [1, "Một cửa"],
        {"cau-1": "mot cua"}, {"cau-1": "hai cửa"}, {"cau-1": "x" * 900},
    ),
}  # fmt: skip


def test_every_kind_is_tried():
    assert set(KINDS) == set(QuestionKind.values)


@pytest.fixture(params=sorted(KINDS))
def tried(request, author):
    options, right, *said = KINDS[request.param]
    revision = RevisionFactory(
        kind=request.param, options=options, right=right, state=RevisionState.IN_REVIEW,
        author=author,
    )  # fmt: skip
    return (revision, *said)


def test_the_key_is_answered_as_the_kind_asks(signed_in, reviewer, tried):
    revision, right, _wrong, _nonsense = tried
    client, address = (
        signed_in(reviewer),
        reverse("questionbank:solve", args=[revision.question_id]),
    )
    assert client.get(address).status_code == 200
    assert client.post(address, {**right, "step": "tra-loi"}).status_code == 302
    (read,) = read_solves(revision)
    assert (read.agrees, read.solve.counts) == (True, True)


def test_another_answer_is_shown_to_author_and_reviewer(signed_in, reviewer, author, tried):
    revision, _right, wrong, _nonsense = tried
    address = reverse("questionbank:solve", args=[revision.question_id])
    signed_in(reviewer).post(address, {**wrong, "step": "tra-loi"})
    (read,) = read_solves(revision)
    assert read.is_open
    for user in (reviewer, author):
        page = signed_in(user).get(reverse("questionbank:question", args=[revision.question_id]))
        assert "Khác đáp án" in page.content.decode()


def test_nonsense_of_any_kind_is_told(signed_in, reviewer, tried):
    revision, _right, _wrong, nonsense = tried
    address = reverse("questionbank:solve", args=[revision.question_id])
    client = signed_in(reviewer)
    for sent in ({}, nonsense):
        assert client.post(address, {**sent, "step": "tra-loi"}).status_code == 400
    assert not BlindSolve.objects.exists()


def test_every_kind_is_checked_suggested_and_compared(signed_in, author, tried):
    revision, *_said = tried
    client, question = signed_in(author), revision.question_id
    assert client.get(reverse("questionbank:review", args=[question])).status_code == 200
    address = reverse("questionbank:suggest", args=[revision.pk])
    form = client.get(address).context["form"]
    said = {name: form[name].value() or "" for name in form.fields} | {"stem": "Lời khác?"}
    assert client.post(address, said).status_code == 302
    made = Suggestion.objects.get()
    assert made.wording["options"] == list(revision.options)
    assert client.get(reverse("questionbank:review", args=[question])).status_code == 200
    accept = reverse("questionbank:suggestion_decide", args=[made.pk, "nhan"])
    assert client.post(accept).status_code == 302
    page = client.get(reverse("questionbank:compare", args=[question]))
    assert page.status_code == 200
    assert "khác?" in page.content.decode()
    assert client.get(reverse("questionbank:history", args=[question])).status_code == 200
    edit = reverse("questionbank:question_edit", args=[question])
    form = client.get(edit).context["form"]
    typed = {name: form[name].value() or "" for name in form.fields}
    assert client.post(edit, {**typed, "version": 1, "stem": "Sửa?"}).status_code == 409


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_what_a_question_rests_on_is_shown_with_it(signed_in, author, reviewer, kind):
    options, right, *_said = KINDS[kind]
    passage = Passage.objects.create(
        code="DD", number=1, text="Đọc đoạn này.", created_at=timezone.now()
    )
    picture = {"place": "stem", "digest": "a" * 64, "alt": "Sơ đồ", "width": 9, "height": 9}
    waiting = {"state": RevisionState.IN_REVIEW, "author": author, "passage": passage}
    of_kind = {"kind": kind, "options": options, "right": right, "pictures": [picture]}
    revision = RevisionFactory(**of_kind, **waiting)
    page = signed_in(reviewer).get(reverse("questionbank:solve", args=[revision.question_id]))
    assert "Đọc đoạn này." in page.text
    assert 'alt="Sơ đồ"' in page.text

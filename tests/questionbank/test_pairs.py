"""Questions that give each other away are found, looked at by people, and kept apart."""

import random
from itertools import combinations

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from questionbank import pairs
from questionbank.models import BankRole, Passage, QuestionPair, Revision
from questionbank.pairs import alike_pairs, decide_pair, kept_apart
from questionbank.rules import NotAuthor
from quizsite.models import AuditLine
from tests.factories import NOON, AxisFactory, RevisionFactory, UserFactory
from tests.questionbank.pictures.drawn import ALT, attached, kept_picture

OPTIONS = ["Bộ phận một cửa", "Văn phòng", "Chủ tịch", "Công an"]


@pytest.fixture
def author(db):
    user = UserFactory()
    BankRole.objects.create(user=user, kind=BankRole.Kind.AUTHOR)
    return user


def question(stem, *, axis=None, **fields):
    kept = {"question__axis": axis} if axis else {}
    return RevisionFactory(stem=stem, options=OPTIONS, **kept, **fields)


def found():
    return [(pair.first, pair.second) for pair in alike_pairs()]


@pytest.mark.django_db
def test_two_wordings_of_one_question_are_proposed():
    one = question("Hồ sơ nộp ở đâu theo quy định hiện hành?")
    other = question("Theo quy định hiện hành, HỒ SƠ được nộp ở đâu?")
    RevisionFactory(stem="Ai ký quyết định?", options=["Sếp", "Thư ký", "Kế toán", "Bảo vệ"])
    assert found() == [(one, other)]


@pytest.mark.django_db
def test_questions_of_other_axes_and_drafts_are_not():
    question("Hồ sơ nộp ở đâu?")
    question("Hồ sơ nộp ở đâu vậy?", axis=AxisFactory(code="2", name="Trục khác"))
    question("Hồ sơ nộp ở đâu thế?", state="draft")
    assert found() == []


@pytest.mark.django_db
@pytest.mark.parametrize("is_apart", [True, False])
def test_what_somebody_decided_is_not_proposed_again(author, is_apart):
    one, other = question("Hồ sơ nộp ở đâu?"), question("Hồ sơ nộp ở đâu vậy?")
    decide_pair(other.question, one.question, is_apart=is_apart, by=author, at=NOON)
    assert found() == []
    assert QuestionPair.objects.get().first == one.question


@pytest.mark.django_db
def test_the_last_word_counts(author):
    one, other = RevisionFactory().question, RevisionFactory().question
    decide_pair(one, other, is_apart=True, by=author, at=NOON)
    assert kept_apart({one.pk, other.pk}) == {other.pk}
    decide_pair(other, one, is_apart=False, by=author, at=NOON)
    assert kept_apart({one.pk, other.pk}) == set()


@pytest.mark.django_db
def test_only_authors_decide(stranger):
    one, other = RevisionFactory().question, RevisionFactory().question
    with pytest.raises(NotAuthor):
        decide_pair(one, other, is_apart=True, by=stranger, at=NOON)


@given(st.sets(st.tuples(st.integers(1, 9), st.integers(1, 9)).filter(lambda p: p[0] < p[1])))
def test_no_two_of_what_is_left_are_kept_apart(apart):
    partners = {}
    for first, second in apart:
        partners.setdefault(first, set()).add(second)
        partners.setdefault(second, set()).add(first)
    out = pairs._left_out(partners)
    left = set(range(1, 10)) - out
    assert not [pair for pair in combinations(sorted(left), 2) if pair in apart]
    assert out <= partners.keys()
    shuffled = dict(random.sample(list(partners.items()), len(partners)))
    assert pairs._left_out(shuffled) == out


def test_a_question_with_many_partners_goes_alone():
    star = {1: {2, 3, 4}, 2: {1}, 3: {1}, 4: {1}}
    assert pairs._left_out(star) == {1}


def test_an_author_decides_on_the_page(author, signed_in):
    one, other = question("Hồ sơ nộp ở đâu?"), question("Hồ sơ nộp ở đâu vậy?")
    client, path = signed_in(author), reverse("questionbank:pairs")
    assert "giống" in client.get(path).content.decode()
    codes = {"one": one.question.code, "other": other.question.code}
    text = client.post(path, {**codes, "is_apart": "true"}, follow=True).content.decode()
    assert "sẽ không cùng một đề" in text
    assert "Đã tách" in text
    client.post(path, {**codes, "is_apart": "false"})
    assert not QuestionPair.objects.get().is_apart


def test_both_questions_are_shown_whole_and_without_their_keys(author, signed_in):
    passage = Passage.objects.create(code="DD", number=1, text="Chị Hoa nộp.", created_at=NOON)
    stem = "Theo bảng, nơi nào?\n| Nơi | Số |\n| Ba Đình | 300 |"
    one = question(stem)
    Revision.objects.filter(pk=one.pk).update(passage=passage, pictures=[attached(kept_picture())])
    question(stem)
    page = signed_in(author).get(reverse("questionbank:pairs")).content.decode()
    assert (page.count("<td>Ba Đình</td>"), page.count("Chị Hoa nộp."), page.count(ALT)) == (
        2,
        1,
        1,
    )
    assert page.count("<li>Văn phòng</li>") == 2
    assert "right-mark" not in page


@pytest.mark.parametrize(
    ("other", "words"),
    [("KHONG-CO", "không có câu nào mang mã này"), ("", "field-error"), (None, "của một câu khác")],
)
def test_codes_that_make_no_pair_are_named(author, signed_in, other, words):
    one = RevisionFactory().question
    sent = {"one": one.code, "other": one.code if other is None else other, "is_apart": "true"}
    text = signed_in(author).post(reverse("questionbank:pairs"), sent).content.decode()
    assert words in text
    assert not QuestionPair.objects.exists()


def test_the_trail_tells_who_kept_questions_apart(author):
    one, other = RevisionFactory().question, RevisionFactory().question
    decide_pair(other, one, is_apart=True, by=author, at=NOON)
    line = AuditLine.objects.get()
    assert (line.kind, line.by_id, line.about_id) == ("pair_decided", author.pk, one.pk)
    assert line.after == {"with": other.code, "is_apart": True}


WORDS = st.frozensets(st.sampled_from("abcdefghij"), max_size=8)


@given(st.lists(WORDS, max_size=12))
def test_only_comparing_those_with_a_rare_word_misses_no_pair(texts):
    every = [
        (n, m)
        for (n, own), (m, other) in combinations(enumerate(texts), 2)
        if own | other and len(own & other) / len(own | other) >= pairs.ALIKE
    ]
    found = [(one.first, one.second) for one in pairs._alike(list(enumerate(texts)))]
    assert sorted(found) == every


@pytest.mark.django_db
def test_the_search_for_pairs_ends(monkeypatch):
    monkeypatch.setattr(pairs, "MOST_PAIRS", 2)
    for n in range(4):
        question(f"Hồ sơ nộp ở đâu lần {n}?")
    assert len(alike_pairs()) == 2

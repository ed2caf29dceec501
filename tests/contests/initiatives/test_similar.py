"""Ideas like the one that somebody types are found, whatever accents and order of words."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from contests.initiatives import recognised
from contests.initiatives.merges import merge_idea
from contests.initiatives.moderation import hide_idea
from contests.initiatives.recognised import add_source, known_elsewhere, recognised_like
from contests.initiatives.shingles import likeness, shingles_of
from contests.initiatives.similar import similar_to
from contests.models import HidingReason, Initiative, InitiativeState
from tests.contests.initiatives.cast import SITE, idea, published
from tests.factories import NOON


def titles(found):
    return [one.initiative.title for one in found]


@given(st.text(max_size=300), st.text(max_size=2000))
def test_any_text_has_a_bounded_number_of_shingles(title, text):
    assert len(shingles_of(title, text)) <= 40 * 3 + 24


@given(st.sets(st.integers()), st.sets(st.integers()))
def test_likeness_is_a_share_and_the_same_both_ways(one, other):
    assert 0 <= likeness(one, other) <= 1
    assert likeness(one, other) == likeness(other, one)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed",
    [
        "Gọi số thứ tự bằng giọng đọc",
        "goi so thu tu bang giong doc",
        "Bằng giọng đọc gọi số thứ tự",
        "Gọi số thứ tự bằng giọng đọc tại Bộ phận Một cửa",
    ],
)
def test_a_like_title_is_found(typed):
    published()
    published("Ghế chờ riêng cho người khuyết tật")
    assert titles(similar_to(typed)) == ["Gọi số thứ tự bằng giọng đọc"]


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["", "gọi", "a b c", "😀", "Trồng cây xanh ven hồ", "x" * 5000])
def test_nothing_like_it_finds_nothing(typed):
    published()
    assert similar_to(typed) == []


@pytest.mark.django_db
def test_what_nobody_reads_is_not_found():
    idea()
    hidden = published("Gọi số thứ tự bằng giọng đọc to")
    hide_idea(hidden, reason=HidingReason.INSULT, note="", by=SITE, at=NOON)
    kept = published("Gọi số thứ tự bằng giọng đọc rõ")
    merge_idea(published("Gọi số thứ tự bằng giọng đọc nữa"), into=kept, by=SITE, at=NOON)
    assert titles(similar_to("Gọi số thứ tự bằng giọng đọc")) == [kept.title]


@pytest.mark.django_db
def test_looking_takes_three_queries_whatever_there_is():
    for n in range(12):
        published(f"Gọi số thứ tự bằng giọng đọc kiểu {n}")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        found = similar_to("Gọi số thứ tự bằng giọng đọc")
    assert (len(queries), len(found)) == (3, 5)


@pytest.mark.django_db
def test_only_recognised_ones_are_called_recognised():
    one = published()
    assert recognised_like(one.title) == []
    Initiative.objects.filter(pk=one.pk).update(state=InitiativeState.RECOGNISED)
    assert titles(recognised_like(one.title)) == [one.title]


def test_other_slices_say_what_they_know(monkeypatch):
    monkeypatch.setattr(recognised, "_sources", [])
    add_source(lambda title, text: [f"đã đạt giải: {title}"])
    assert known_elsewhere("Loa") == ["đã đạt giải: Loa"]

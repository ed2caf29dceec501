"""Finding texts that are alike, with what everybody may write left out."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from contests.written.sieve.passages import side_by_side
from contests.written.sieve.quotations import quoted_law, without
from contests.written.sieve.shingles import CROWD, alike, shingles_of, syllables
from tests.contests.written.sieve.stage import essay

LAW = (
    "Điều 5 Nghị định 61/2018/NĐ-CP ghi: “Lấy sự hài lòng của tổ chức, cá nhân là thước đo chất"
    " lượng và hiệu quả phục vụ của cán bộ, công chức, viên chức và cơ quan có thẩm quyền.”"
)


def pairs(texts, **more):
    found = alike([shingles_of(one) for one in texts], fresh=range(len(texts)), **more)
    return [(one.one, one.other) for one in found]


def test_a_copied_part_is_found_and_measured_by_the_shorter_text():
    first, copied = essay(1, words=300), essay(2, words=60)
    [found] = alike(
        [shingles_of(one) for one in (first, essay(3), f"{copied} {first[:600]}", copied)],
        fresh=range(1),
    )
    assert (found.one, found.other) == (0, 2)
    assert 0.4 < found.share < 0.8


def test_accents_case_and_marks_hide_no_copy():
    text = essay(4)
    assert pairs([text, text.upper().replace(" ", ", ")]) == [(0, 1)]


def test_texts_of_the_same_words_in_another_order_are_not_alike():
    assert pairs([essay(n) for n in range(30)]) == []


def test_many_copies_of_one_text_are_linked_to_the_first_alone():
    text = essay(5)
    assert pairs([text] * (CROWD + 5)) == [(0, n) for n in range(1, CROWD + 5)]


def test_only_pairs_with_a_fresh_text_are_told():
    text = essay(6)
    hashes = [shingles_of(one) for one in (text, text, text)]
    assert [(p.one, p.other) for p in alike(hashes, fresh=range(1, 2))] == [(0, 1), (1, 2)]


def test_short_and_empty_texts_are_like_nothing():
    assert pairs(["", "một hai ba", "một hai ba", ""]) == []


def test_quoted_law_is_left_out_and_a_quotation_of_anybody_else_is_not():
    other = LAW.replace("Điều 5 Nghị định 61/2018/NĐ-CP ghi", "Bạn tôi nói")
    assert [LAW[start:end][0] for start, end in quoted_law(LAW)] == ["“"]
    assert quoted_law(other) == []
    blanked = without(LAW, quoted_law(LAW))
    assert len(blanked) == len(LAW)
    assert "thước đo" not in blanked


def test_two_who_quote_the_same_law_are_not_alike():
    texts = [f"{essay(n, words=40)} {LAW}" for n in (7, 8)]
    assert pairs(texts) == [(0, 1)]
    assert pairs([without(one, quoted_law(one)) for one in texts]) == []


def test_what_the_task_says_counts_for_nobody():
    task = essay(9, words=80)
    texts = [f"{task} {essay(n, words=60)}" for n in (10, 11)]
    left_out = shingles_of(task)
    hashes = [shingles_of(one, left_out=left_out) for one in texts]
    assert alike(hashes, fresh=range(2)) == []


def test_equal_passages_are_marked_on_both_sides():
    shared = essay(12, words=30)
    one, other = side_by_side(f"Mở bài. {shared} Hết.", f"{shared}; và thêm nữa")
    assert [piece.text for piece in one if piece.is_alike] == [shared]
    assert [piece.text for piece in other if piece.is_alike] == [shared]


@given(st.text(max_size=400), st.text(max_size=400))
@settings(max_examples=60, deadline=None)
def test_pieces_put_together_are_the_text(one, other):
    for said, pieces in zip((one, other), side_by_side(one, other), strict=True):
        assert "".join(piece.text for piece in pieces) == said


@given(st.text())
def test_syllables_stand_where_they_say(text):
    for word, start, end in syllables(text):
        assert len(word) == end - start
        assert start < end <= len(text)


@given(st.lists(st.sampled_from([essay(n, words=40) for n in range(4)]), max_size=14))
@settings(max_examples=40, deadline=None)
def test_every_copy_is_linked_to_one_before_it(texts):
    linked = {other for _one, other in pairs(texts)}
    assert linked == {n for n, text in enumerate(texts) if text in texts[:n]}


def test_the_sketch_finds_what_a_full_count_finds():
    """Against plain sets: nothing of a fifth or more is missed."""
    base = [essay(n, words=150) for n in range(20)]
    texts = base + [f"{base[n][: 30 * n]} {essay(50 + n, words=120)}" for n in range(20)]
    sets = [set(shingles_of(one).tolist()) for one in texts]
    expected = {
        (a, b)
        for a in range(len(sets))
        for b in range(a + 1, len(sets))
        if len(sets[a] & sets[b]) >= max(0.2 * min(len(sets[a]), len(sets[b])), 12)
    }
    assert expected
    assert expected <= set(pairs(texts))
    assert all(isinstance(one, np.ndarray) for one in map(shingles_of, texts))

"""Words of another language are marked in questions, and nothing that is typed becomes markup."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionbank.authoring.wording import warnings_of
from questionbank.languages import LANGUAGES, as_html, unknown_codes, without_marks
from questionbank.question_types.registry import QUESTION_TYPES
from questionbank.templatetags.bank_words import emphasised

MARKED = "Cơ chế {en:one-stop shop} của xã {rad:Ea Kao}"


def test_a_marked_part_has_its_language():
    spans = '<span lang="en">one-stop shop</span> của xã <span lang="rad">Ea Kao</span>'
    assert as_html(MARKED) == emphasised(MARKED) == f"Cơ chế {spans}"
    assert without_marks(MARKED) == "Cơ chế one-stop shop của xã Ea Kao"
    assert as_html("{en: R&D }") == '<span lang="en">R&amp;D</span>'


@pytest.mark.parametrize(
    "text",
    [
        "{xx:abc}",
        "{en:}",
        "{en: }",
        "{en:một\ndòng}",
        "{EN:abc}",
        "{en}",
        "{a:b}",
        "{1, 2}",
        "{en:a",
    ],
)
def test_other_braces_are_text(text):
    assert "<span" not in as_html(text)
    assert without_marks(text) == text


@given(st.text(alphabet="{}en:<>\"&'/ =xla\n", max_size=40))
def test_nothing_typed_becomes_markup(text):
    tags = re.findall(r"<[^>]*>", as_html(text))
    assert set(tags) <= {"</span>", *(f'<span lang="{code}">' for code in LANGUAGES)}
    bare = re.sub(r"</?span[^>]*>", "", as_html(text))
    assert "<" not in bare
    assert '"' not in bare


def test_an_author_is_told_of_a_language_that_is_not_in_the_list():
    assert unknown_codes("{xx:a} {en:b} {yy:c}") == ["xx", "yy"]
    said = warnings_of("Tên {xx:abc} là gì?", ["Một", "Hai"], [0], kind="choice")
    assert "{xx:…} không có trong danh sách tiếng" in said[0]


OF_ROWS = {
    "choice": (["{en:one}", "Hai"], (1, 0), 0b10),
    "grid": (["{en:one}", "Hai"], (1, 0), 1 + 2 * 4),
    "matching": (["{en:one}", "Hai", "", "Ba", "{en:four}"], (4, 3), 1 + 2 * 9),
    "ordering": (["{en:one}", "Hai"], (1, 0), 1 + 2 * 9),
}


@pytest.mark.parametrize("kind", OF_ROWS)
def test_answers_in_words_have_no_marks(kind):
    options, order, answer = OF_ROWS[kind]
    said = " ".join(QUESTION_TYPES[kind].answer_texts(options, order, answer))
    assert "one" in said
    assert "{" not in said

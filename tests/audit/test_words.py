"""Lines in words: fields and values by names that people know, each kind by its label."""

import pytest

from quizsite.audit.kinds import AuditKind, Role, Subject
from quizsite.audit.reading import read_line
from quizsite.audit.words import MODELS, in_words, kind_in_words, label_of, role_in_words
from quizsite.models import AuditLine
from tests.audit.lines import write_line


@pytest.mark.parametrize("choices", [AuditKind, Role, Subject])
def test_each_label_is_said_once(choices):
    assert len(set(choices.labels)) == len(choices.values)


@pytest.mark.parametrize("value", AuditKind.values)
def test_a_kind_fits_its_column_and_has_words(value):
    assert len(value) <= AuditLine._meta.get_field("kind").max_length
    assert kind_in_words(value) == AuditKind(value).label


def test_what_a_later_version_wrote_is_shown_as_written():
    assert (kind_in_words("x"), role_in_words("y")) == ("x", "y")
    assert (label_of("z", "field"), in_words("z", "field", "value")) == ("", "value")


@pytest.mark.parametrize(
    ("subject", "name", "label"),
    [
        ("contest", "prizes", "Giải thưởng"),
        ("round", "digest", "Mã kiểm tra kết quả"),
        ("round", "left_out", ""),
    ],
)
def test_a_field_has_the_name_of_the_form(subject, name, label):
    assert label_of(subject, name) == label


@pytest.mark.parametrize(
    ("subject", "name", "value", "words"),
    [
        ("round", "is_practice", True, "có"),
        ("round", "attempt_policy", "once", "một lượt trong cả cuộc thi"),
        ("round", "opens_at", "2026-11-23T05:00:00+00:00", "thứ Hai, 23/11/2026, 12:00"),
        ("document", "in_force_until", "2026-11-23", "23/11/2026"),
        ("contest", "tie_chain", ["correct"], "số câu trả lời đúng nhiều hơn"),
        ("contest", "prizes", "", "–"),
        ("round", "pools", {"1": 2}, ""),
    ],
)
def test_a_value_is_in_words(subject, name, value, words):
    assert in_words(subject, name, value) == words


def test_models_that_give_words_exist(db):
    for subject in MODELS:
        label_of(subject, "pk")


@pytest.mark.django_db
def test_a_change_says_what_was_and_what_is():
    line = write_line(before={"title": "Cũ"}, after={"title": "Mới", "number": "1/NQ"})
    read = read_line(line)
    assert [(one.label, one.before, one.after, one.is_new) for one in read.changes] == [
        ("Tên văn bản", "Cũ", "Mới", False),
        ("Số hiệu", "–", "1/NQ", True),
    ]

"""People practise questions that are answered by writing."""

import re

import pytest

from tests.factories import RevisionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon", "keeps_progress")]
ASK = "/luyen-tap/cau-hoi/"
NUMBER = {"kind": "number", "options": ["ngày", "0"], "right": [30, 2]}
TEXT = {"kind": "text", "options": ["1"], "right": [1, "một cửa", "cơ chế một cửa"]}


@pytest.fixture
def answer(practice_set, client):
    """Ask the only question of the practice sets and post what is typed."""

    def answered(question, *typed):
        practice_set(RevisionFactory(**question))
        page = client.get(ASK).content.decode()
        signed = re.search(r'name="phieu" value="([^"]+)"', page).group(1)
        return client.get(ASK, {"phieu": signed, "cau-1": list(typed)}).content.decode()

    return answered


@pytest.mark.parametrize(
    ("question", "typed", "told"),
    [
        (NUMBER, "31", "✓"),
        (NUMBER, "33", "✗"),
        (TEXT, "MOT CUA.", "✓"),
        (TEXT, "tại chỗ", "✗"),
    ],
)
def test_what_is_typed_is_judged_and_the_key_is_shown(answer, question, typed, told):
    page = answer(question, typed)
    assert told in page
    assert ("30\u00a0ngày" if question is NUMBER else "cơ chế một cửa") in page


def test_what_is_no_number_is_asked_again_with_what_was_typed(answer):
    page = answer(NUMBER, "ba mươi")
    assert "Hãy ghi một số" in page
    assert 'value="ba mươi"' in page


def test_an_empty_field_is_asked_again(answer):
    assert "Bạn chưa trả lời" in answer(TEXT, "  ")


def test_a_text_that_is_too_long_is_asked_again(answer):
    assert "Hãy viết ngắn gọn hơn" in answer(TEXT, "x" * 300)

"""Words of a column are found by an index, on both databases, whatever became of its rows."""

import pytest

from contests.models import Initiative, Work
from quizsite.language.vietnamese import search_key
from tests.contests.initiatives.cast import idea

pytestmark = pytest.mark.django_db


def found(typed, model=Initiative):
    rows = model.objects.filter(search_key__words=search_key(typed))
    return sorted(rows.values_list("title", flat=True))


def test_words_are_found_whole_in_any_order_with_and_without_accents():
    idea("Gọi số thứ tự bằng giọng đọc")
    idea("Đọc tin nhắn trả kết quả")
    assert found("giọng GỌI") == found("doc goi") == ["Gọi số thứ tự bằng giọng đọc"]
    assert len(found("đọc")) == 2
    assert found("gio") == []  # a part of a word is no word


def test_the_index_follows_a_row_that_changes_and_goes():
    one = idea("Ghế chờ cho người cao tuổi")
    Initiative.objects.filter(pk=one.pk).update(search_key="ban viet thap")
    assert found("ghế") == []
    assert found("bàn viết") == [one.title]
    one.delete()
    assert found("bàn viết") == []


@pytest.mark.parametrize("typed", ["", "  ", '"', "' OR 1=1 --", "&|!():*", "NOT", "AND OR", "2e5"])
def test_signs_and_operators_are_no_language_of_the_database(typed):
    idea("Ghế chờ")
    assert found(typed) == (["Ghế chờ"] if not search_key(typed) else [])


def test_works_have_the_same_index():
    assert found("gì cũng được", Work) == []

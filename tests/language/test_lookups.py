"""A column read without accents is what the same text is in Python."""

import pytest

from contests.models import Entry
from quizsite.accounts.models import User
from quizsite.language import lookups
from quizsite.language.vietnamese import tidy, without_accents
from tests.factories import EntryFactory, UserFactory

pytestmark = pytest.mark.django_db

LETTERS = "".join(lookups._FOLDED)


@pytest.mark.parametrize("start", range(0, len(LETTERS), 60))
def test_every_letter_is_folded_as_python_folds_it(start):
    text = LETTERS[start : start + 60]
    UserFactory(full_name=text)
    found = User.objects.values_list("full_name__without_accents", flat=True)
    assert list(found) == [without_accents(tidy(text))]


@pytest.mark.parametrize(
    "query", ["do quang", "đỗ quang", "ĐỖ QUANG", "Đỗ Quang", "quang hải", "hai"]
)
def test_a_person_is_found_by_any_part_of_the_name(query):
    person = EntryFactory(user=UserFactory(full_name="Đỗ Quang Hải"))
    EntryFactory(user=UserFactory(full_name="Phạm Thị Hoa"))
    assert list(Entry.objects.matching(query)) == [person]


@pytest.mark.parametrize("query", ["100%", "_", "do\\quang"])
def test_signs_of_patterns_are_letters(query):
    EntryFactory(user=UserFactory(full_name="Đỗ Quang Hải"))
    assert not Entry.objects.matching(query).exists()


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("H’Hen Niê", "h'hen"),
        ("H'Hen Niê", "h’hen nie"),
        ("Y Ƀlô Ƀuôn Krŏng", "y blo buon krong"),
        ("Kčă Ê\u0306ban", "kca eban"),
        ("K’Brêu", "K'BRÊU"),
    ],
)
def test_names_of_all_peoples_are_found_as_others_type_them(name, query):
    person = EntryFactory(user=UserFactory(full_name=name))
    assert list(Entry.objects.matching(query)) == [person]

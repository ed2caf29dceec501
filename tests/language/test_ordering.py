"""Names stand in the order of Vietnamese lists, on both databases and in Python."""

import random

import pytest

from quizsite.accounts.models import Unit, User
from quizsite.language.ordering import VietnameseOrder, by_person, order_key, person_key
from tests.factories import UnitFactory, UserFactory

WORDS = [
    *(
        "1",
        "a b",
        "a-b",
        "a.b",
        "ab",
        "an",
        "ăn",
        "ân",
        "ấu",
        "bo",
        "bŏ",
        "ƀo",
        "čo",
        "dũng",
        "đào",
        "đặng",
        "em",
    ),
    *("h hen", "h'hen", "h’heo", "ha", "hà", "hả", "hã", "há", "hạ", "ha 10", "ha 2", "han"),
    *("ông", "ơn", "ung", "ưng", "vũ", "ý"),
]
SHUFFLED = random.Random(2).sample(WORDS, len(WORDS))
PEOPLE = [
    *("Lê Văn An", "Nguyễn An", "Nguyễn Thị An", "Nguyễn Văn An", "Bùi Ân", "Trần Ấu"),
    *("Vũ Đức Dũng", "Lê Đào", "Phạm Đặng", "H'Hen Niê", "Đỗ Ông", "Ngô Vũ", "Mai Thị Ý"),
]


def test_letters_come_before_tones():
    assert sorted(SHUFFLED, key=order_key) == WORDS


def test_the_size_of_letters_and_their_composition_do_not_matter():
    assert order_key("ẤU") == order_key("ấu") == order_key("a\u0302\u0301u")


def test_people_stand_by_the_given_name_first():
    assert sorted(random.Random(1).sample(PEOPLE, len(PEOPLE)), key=person_key) == PEOPLE


@pytest.mark.django_db
def test_a_database_lists_people_as_python_does():
    mixed = random.Random(1).sample(PEOPLE, len(PEOPLE))
    for name in mixed:
        UserFactory(full_name=name)
    listed = User.objects.order_by(*by_person("full_name"))
    assert list(listed.values_list("full_name", flat=True)) == PEOPLE


@pytest.mark.django_db
def test_a_database_lists_units_as_python_does():
    for name in SHUFFLED:
        UnitFactory(name=name)
    listed = Unit.objects.order_by(VietnameseOrder("name")).values_list("name", flat=True)
    assert [name for name in listed if name in WORDS] == WORDS

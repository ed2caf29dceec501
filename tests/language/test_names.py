"""Names of people are judged in one place, and shortened for public lists."""

import pytest

from quizsite.language.fields import NameField
from quizsite.language.names import LONGEST_WORD, NameFault, fault_of_name, short_name

FAMILY = "👨\u200d👩\u200d👧"


@pytest.mark.parametrize(
    ("full_name", "shown"),
    [
        ("Nguyễn Văn An", "N. V. An"),
        ("nguyễn văn an", "N. V. An"),
        ("Y Moan Êban", "Y. M. Êban"),
        ("H'Hen Niê", "H. Niê"),
        ("Y Thông Ê Ban", "Y. T. Ê. Ban"),
        ("Y Thông Buôn Yă", "Y. T. B. Yă"),
        ("Lò Văn Ơn", "L. V. Ơn"),
        ("Sùng A Páo", "S. A. Páo"),
        ("Y Ƀlô Ƀuôn Krŏng", "Y. Ƀ. Ƀ. Krŏng"),
        ("y ƀlô kčă", "Y. Ƀ. Kčă"),
        ("H’Ƀlăc Niê-Kđăm", "H. Niê-Kđăm"),
        ("niê h'hen", "N. H'Hen"),
        ("Rơ Châm M'nông", "R. C. M'nông"),
        ("đặng ái", "Đ. Ái"),
        ("", ""),
        (f"{FAMILY} An", f"{FAMILY}. An"),
        ("e\u0302\u0302 An", "Ê\u0302. An"),
    ],
)
def test_a_short_name_keeps_the_given_name_with_a_capital(full_name, shown):
    assert short_name(full_name) == shown


@pytest.mark.parametrize(
    ("full_name", "shown"),
    [
        ("K'Brôih", "K'B."),
        ("K'Brêu", "K'B."),
        ("K’Brêu", "K’B."),
        ("k’brôih", "K’B."),
        ("Brôih", "B."),
        ("ênuôl", "Ê."),
        ("K'", "K."),
    ],
)
def test_a_name_of_one_word_is_shown_no_more_whole_than_others(full_name, shown):
    assert short_name(full_name) == shown


@pytest.mark.parametrize(
    "name",
    [
        "Nguyễn Văn An",
        "K'Brôih",
        "H’Hen Niê",
        "Y Bhiu Niê-Kđăm",
        "K'Brêu",
        "Y Thông Buôn Yă",
        "Lò Văn Ơn",
        "Sùng A Páo",
        "Y Ƀlô Ƀuôn Krŏng",
        "Kčă Ê\u0306ban",
        "Ts. Lê A.",
        "N" * LONGEST_WORD + " An",
        "Công-Tằng-Tôn-Nữ-Thị-Ngọc-Lan",
    ],
)
def test_names_of_people_have_no_fault(name):
    assert fault_of_name(name) is None


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("123", NameFault.NO_LETTERS),
        (FAMILY, NameFault.NO_LETTERS),
        ("An 😀", NameFault.NOT_ONLY_LETTERS),
        ("An ☎ An", NameFault.NOT_ONLY_LETTERS),
        ("an@coquan.vn", NameFault.NOT_ONLY_LETTERS),
        ("Vào trang-xau.vn", NameFault.NOT_ONLY_LETTERS),
        ("W" * 30, NameFault.WORD_TOO_LONG),
        ("Nguyễn " + "ê" * (LONGEST_WORD + 1), NameFault.WORD_TOO_LONG),
        ("A" + "\u0301" * 12, NameFault.TOO_MANY_MARKS),
    ],
)
def test_a_fault_of_a_name_is_named(name, fault):
    assert fault_of_name(name) is fault


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("H'Hen Niê", "H'Hen Niê"),
        ("H’Hen Niê", "H’Hen Niê"),
        ("K`Brêu", "K’Brêu"),
        ("K‘Brêu", "K’Brêu"),
        ("K´Brêu", "K’Brêu"),
        ("KʼBrêu", "K’Brêu"),
        ("Y  Ƀlô\u00a0Ƀuôn", "Y Ƀlô Ƀuôn"),
        ("Y Bhiu Niê-Kđăm", "Y Bhiu Niê-Kđăm"),
    ],
)
def test_a_form_keeps_a_name_as_it_was_typed_but_for_signs_that_stand_for_an_apostrophe(
    typed, kept
):
    assert NameField().clean(typed) == kept

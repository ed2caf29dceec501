"""Names and queries come to the same words, with the titles of places told apart."""

import pytest

from quizsite.accounts.units.name_words import initials, meanings, name_words, of_the_place, titled


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("P. Mỹ Đình II", "phuong my dinh 2"),
        ("UBND p. Láng", "ubnd phuong lang"),
        ("Ủy ban nhân dân phường Láng", "ubnd phuong lang"),
        ("tx. Sơn Tây", "thi xa son tay"),
        ("hoang h", "hoang h"),  # still being typed
        ("?", ""),
    ],
)
def test_words_have_one_spelling(written, words):
    assert " ".join(name_words(written)) == words


@pytest.mark.parametrize(
    ("words", "title", "rest"),
    [
        ("phuong phuc xa", "phuong", "phuc xa"),
        ("ubnd phuong lang", "phuong", "lang"),
        ("ubnd thanh pho ha noi", "thanh pho", "ha noi"),
        ("thi tran phung", "thi tran", "phung"),
        ("phuong", "", "phuong"),
        ("thach xa", "", "thach xa"),
        ("so noi vu", "", "so noi vu"),
    ],
)
def test_a_title_stands_in_front_of_a_name(words, title, rest):
    found = titled(tuple(words.split()))
    assert (found.title, " ".join(found.rest)) == (title, rest)


def test_what_people_say_means_what_a_name_says():
    assert ("hanh", "chinh", "cong", "ba", "dinh") in meanings(("mot", "cua", "ba", "dinh"))
    assert ("trung", "tam", "hcc") in meanings(("tt", "hcc"))
    assert meanings(("so", "noi", "vu")) == []


def test_meanings_do_not_multiply():
    words = ("tt", "ca", "th", "mn", "vp", "bql", "hn", "hcm", "mot", "cua")
    assert len(meanings(words)) <= 6


def test_a_local_office_is_left_out():
    assert ("phuong", "lang") in of_the_place(("cong", "an", "phuong", "lang"))
    assert ("phuong", "lang") in of_the_place(("nha", "van", "hoa", "phuong", "lang"))
    assert of_the_place(("so", "noi", "vu")) == []


def test_the_word_for_and_has_no_initial():
    assert initials(("so", "giao", "duc", "va", "dao", "tao")) == "sgddt"

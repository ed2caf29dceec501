"""The form of a work against what its round asks for."""

import pytest

from contests.written.sieve.form_checks import (
    Asked,
    Bounds,
    Fault,
    FileSeen,
    Heading,
    count_words,
    form_faults,
)

NOTHING = Bounds()


def asked(**said):
    usual = {"words": NOTHING, "pages": NOTHING, "files": NOTHING, "file_kinds": (),
             "takes_text": True, "must_state_tools": False}  # fmt: skip
    return Asked(**{**usual, **said})


def heading(text, *, words=NOTHING, required=True):
    return Heading("Thực trạng", required, words, text)


@pytest.mark.parametrize(
    ("text", "count"),
    [("", 0), ("  ", 0), ("một hai  ba", 3), ("một – hai", 2), ("1.000 hồ sơ", 3)],
)
def test_words_are_counted_as_between_blanks(text, count):
    assert count_words(text) == count


@pytest.mark.parametrize(
    ("bounds", "codes"),
    [
        (Bounds(3, 5), []),
        (Bounds(4, None), ["few_words"]),
        (Bounds(None, 2), ["many_words"]),
    ],
)
def test_bounds_include_both_ends(bounds, codes):
    found = form_faults(asked(words=bounds), [heading("một hai ba")], [], tools_stated=False)
    assert [one.code for one in found] == codes


def test_a_required_heading_may_stand_in_a_file():
    empty = [heading("")]
    file = FileSeen("bai.docx", "docx", 3, is_read=True)
    assert form_faults(asked(), empty, [], tools_stated=False) == [
        Fault("heading_empty", "Thực trạng")
    ]
    assert form_faults(asked(), empty, [file], tools_stated=False) == []


def test_pages_are_judged_only_where_all_are_known():
    known, unknown = (FileSeen("a", "pdf", n, is_read=True) for n in (9, None))
    film = FileSeen("c", "mp4", None, is_read=True)
    few = asked(pages=Bounds(None, 5))
    assert form_faults(few, [], [known, film], tools_stated=False) == [
        Fault("many_pages", value="9")
    ]
    assert form_faults(few, [], [known, unknown], tools_stated=False) == []


def test_files_of_another_kind_and_unread_ones_are_told():
    file = FileSeen("a.mp4", "mp4", None, is_read=False)
    found = form_faults(asked(file_kinds=("pdf",)), [], [file], tools_stated=True)
    assert [one.code for one in found] == ["file_of_another_kind", "file_not_read"]


def test_a_missing_statement_is_a_fault_only_where_it_is_required():
    assert form_faults(asked(), [], [], tools_stated=False) == []
    must = asked(must_state_tools=True)
    assert form_faults(must, [], [], tools_stated=False) == [Fault("tools_not_stated")]
    assert form_faults(must, [], [], tools_stated=True) == []

"""What can be held of the sample's wording by machine; it reads the files, no database."""

import csv
import re
import unicodedata
from collections import Counter
from datetime import date
from itertools import combinations

import pytest

from questionbank.authoring.wording import warnings_of
from questionbank.models import QuestionKind
from questionbank.question_types.choice_order import LETTERS, refers_to_others
from questionbank.sample_bank import DRAFTS, FILES, FOLDER, HANOI, PRACTICE, WRITTEN
from questionbank.sample_sources import sources_of
from quizsite.language.vietnamese import search_key, tidy

PUBLISHED = [path for path in FILES if path != DRAFTS]
RANKED = [path for path in PUBLISHED if path != PRACTICE]
CHECKED_LATEST = date(2026, 11, 30)
CAPITAL_LAW = "02/2026/QH16"


def rows_of(*paths):
    found = []
    for path in paths:
        with path.open(encoding="utf-8", newline="") as stream:
            found += csv.DictReader(stream)
    return found


def options_of(row):
    return [row[letter] for letter in LETTERS if row[letter]]


def right_of(row):
    return [LETTERS.index(letter.strip()) for letter in row["Đáp án"].split(",")]


def texts_of(row):
    return [row["Câu hỏi"], *options_of(row), row["Giải thích"], row["Điều khoản"]]


def single_choices(rows):
    """Those with one right option among several texts; true or false has no length to speak of."""
    return [row for row in rows if len(right_of(row)) == 1 and len(options_of(row)) > 2]


def codes(rows):
    return [row["Mã"] for row in rows]


ROWS = rows_of(*PUBLISHED)
DOCUMENTS = {row["Số hiệu"]: row for row in rows_of(FOLDER / "documents.csv")}


def test_there_are_enough_questions_on_every_axis_and_for_every_audience():
    ranked = rows_of(*RANKED)
    assert len(ranked) >= 300
    assert min(Counter(row["Trục"] for row in ranked).values()) >= 45
    assert min(Counter(row["Đối tượng"] for row in ranked).values()) >= 80
    assert min(Counter(row["Mức độ"] for row in ranked).values()) >= 70


def test_hanoi_has_a_file_of_its_own_and_the_others_do_without_its_law():
    assert len(rows_of(HANOI)) >= 70
    others = rows_of(*(path for path in PUBLISHED if path != HANOI))
    assert [row["Mã"] for row in others if row["Văn bản"] == CAPITAL_LAW] == []


def test_codes_and_questions_stand_once():
    assert len(set(codes(ROWS))) == len(ROWS)
    assert len({search_key(row["Câu hỏi"]) for row in ROWS}) == len(ROWS)


def test_options_differ_in_more_than_accents_or_points():
    same = [
        row["Mã"]
        for row in ROWS
        if len({search_key(option) for option in options_of(row)}) < len(options_of(row))
    ]
    assert same == []


@pytest.mark.parametrize("path", PUBLISHED, ids=lambda path: path.stem)
def test_each_says_what_was_read_how_sure_it_is_and_when(path):
    sources = sources_of(path)
    assert [code for code, source in sources.items() if not source.may_be_published] == []
    days = {source.checked_on for source in sources.values()}
    assert max(days) <= CHECKED_LATEST


def test_a_draft_says_what_it_lacks():
    sources = sources_of(DRAFTS)
    assert sources
    assert not [code for code, source in sources.items() if source.may_be_published]
    assert all(source.lacking for source in sources.values())


def test_each_rests_on_an_article_of_a_listed_document():
    # Party resolutions have sections, and some decisions are known by their name.
    named = re.compile(r"\b(?:Điều|Mục|Phần|Tên|Đoạn cuối|Ngày ban hành|Phụ lục)\b|^Điều khoản thi")
    bare = [
        row["Mã"]
        for row in ROWS
        if row["Văn bản"] not in DOCUMENTS or not named.search(row["Điều khoản"])
    ]
    assert bare == []


def test_each_document_was_in_force_when_its_question_was_checked():
    lapsed = [
        row["Mã"]
        for row in ROWS
        if (until := DOCUMENTS[row["Văn bản"]]["Hiệu lực đến"]) and until <= row["Ngày kiểm tra"]
    ]
    assert lapsed == []


def test_each_lapsed_document_names_its_successor_or_its_last_day():
    known = set(DOCUMENTS)
    for row in DOCUMENTS.values():
        assert not row["Thay thế bởi"] or (row["Thay thế bởi"] in known and row["Hiệu lực đến"]), (
            row["Số hiệu"]
        )


def test_right_options_spread_over_the_positions():
    single = single_choices(ROWS)
    at = Counter(right_of(row)[0] for row in single)
    assert all(0.2 * len(single) <= at[position] <= 0.3 * len(single) for position in range(4))
    several = [row for row in ROWS if len(right_of(row)) > 1]
    with_first = sum(0 in right_of(row) for row in several)
    assert 0.35 * len(several) <= with_first <= 0.65 * len(several)


def test_length_does_not_give_the_right_option_away():
    single = single_choices(ROWS)
    longest, far = [], []
    for row in single:
        options = options_of(row)
        right = options[right_of(row)[0]]
        others = max(len(option) for option in options if option != right)
        if len(right) > others:
            longest.append(row["Mã"])
        if len(right) > 1.3 * others and len(right) - others > 6:
            far.append(row["Mã"])
    assert 0.08 * len(single) <= len(longest) <= 0.3 * len(single)
    assert far == []


def test_no_option_speaks_of_the_others_and_no_question_warns():
    about = [
        row["Mã"]
        for row in ROWS
        for option in options_of(row)
        if refers_to_others(option, count=len(options_of(row)))
    ]
    warned = [
        row["Mã"]
        for row in ROWS
        if warnings_of(
            row["Câu hỏi"], options_of(row), right_of(row), kind=QuestionKind.CHOICE.value
        )
    ]
    assert (about, warned) == ([], [])


def test_a_question_with_several_right_options_says_so_and_no_other_does():
    said = [row["Mã"] for row in ROWS if "(chọn các phương án đúng)" in row["Câu hỏi"]]
    assert said == [row["Mã"] for row in ROWS if len(right_of(row)) > 1]


def test_wording_is_short_enough_to_be_read_on_a_phone():
    long = [
        row["Mã"]
        for row in ROWS
        if len(row["Câu hỏi"].split()) > 50
        or len(row["Giải thích"].split()) > 60
        or max(len(option.split()) for option in options_of(row)) > 26
    ]
    assert long == []


def _shingles(row):
    words = re.findall(r"\w+", " ".join([row["Câu hỏi"], *options_of(row)]).lower())
    return frozenset(zip(words, words[1:], words[2:], strict=False))


def test_no_two_questions_are_near_twins():
    read = [(row["Mã"], _shingles(row)) for row in ROWS]
    twins = [
        (one, other)
        for (one, first), (other, second) in combinations(read, 2)
        if len(first & second) > 0.3 * len(first | second)
    ]
    assert twins == []


def test_tone_marks_are_composed_and_placed_one_way():
    texts = [text for row in rows_of(*FILES) for text in texts_of(row)]
    texts += [row["Tên văn bản"] for row in DOCUMENTS.values()]
    assert [text for text in texts if text != unicodedata.normalize("NFC", text)] == []
    assert [text for text in texts if text != tidy(text)] == []
    elsewhere = re.compile(r"\b\w*(?:o[àáảãạ]|o[èéẻẽẹ]|(?<![qQ])u[ỳýỷỹỵ])\b")
    assert [text for text in texts if elsewhere.search(text)] == []


def test_questions_answered_by_writing_say_how_and_rest_on_articles_too():
    rows = rows_of(WRITTEN)
    assert Counter(row["Dạng"] for row in rows) == {"Ghi một số": 3, "Ghi vài chữ": 3}
    assert [row["Mã"] for row in rows if not row["Mã"].startswith("GHI-")] == []
    assert [row["Mã"] for row in rows if row["Văn bản"] not in DOCUMENTS] == []
    assert [one for one in sources_of(WRITTEN).values() if not one.may_be_published] == []
    texts = [row[name] for row in rows for name in ("Câu hỏi", "Đáp án", "Giải thích")]
    assert [text for text in texts if text != tidy(text)] == []

"""Every kind of question comes in as itself, and what has no kind here is told with its reason."""

import io
import zipfile
from decimal import Decimal

import docx
import pytest
import xlsxwriter

from benchmarks.intake_kinds import in_words_of_author, judged_kinds, strangers
from questionbank.importing.formats import qti
from questionbank.importing.formats.gift import read_gift
from questionbank.importing.formats.registry import read_file
from questionbank.importing.formats.sheet_reader import _count_pictures
from questionbank.importing.parsing import pictures
from questionbank.importing.parsing.pipeline import parse, parse_text
from tests.files.hostile_pictures import picture

ALBUM_LIMIT = pictures.MOST_PICTURES


def parsed(path):
    return parse(read_file(str(path), path.suffix))


def of_gift(text):
    return parse(read_gift(text))


def of_moodle(tmp_path, body):
    path = tmp_path / "a.xml"
    path.write_text(f"<quiz>{body}</quiz>", encoding="utf-8")
    return parsed(path)


def reasons(found):
    return [note.code for note in found.notes if note.code.startswith("not_taken")]


@pytest.mark.parametrize("case", strangers(), ids=lambda case: case[0].name)
def test_files_of_strangers_are_read_as_they_were_meant(case):
    path, truth, told = case
    counts, said = judged_kinds(truth, told, parsed(path))
    assert said == []
    assert (counts["exact"], counts["told"], counts["extra"]) == (len(truth), len(told), 0)


@pytest.mark.parametrize(
    ("answers", "kind", "said"),
    [
        ("{#1..4}", "number", {"value": Decimal("2.5"), "tolerance": Decimal("1.5"), "unit": ""}),
        ("{#=-3:0.25}", "number", {"value": Decimal(-3), "tolerance": Decimal("0.25")}),
        ("{=một \\| hai =ba}", "text", {"accepted": ["một \\| hai", "ba"]}),
        ("{=a -> x\n=b -> x\n= -> y}", "matching", {"pairs": [["a", "x"], ["b", "x"]]}),
        ("{~%50%a ~%50%b ~c}", "choice", {"right": [0, 1]}),
        ("{=a ~%50%b ~c}", "choice", {"right": [0]}),
        ("{FALSE}", "choice", {"options": ["Đúng", "Sai"], "right": [1]}),
    ],
)
def test_gift_says_the_kind_by_its_answers(answers, kind, said):
    one = of_gift(f"::C1:: Hỏi gì? {answers}").questions[0]
    found = in_words_of_author(one)
    assert (one.kind, {**found, **said}) == (kind, found)


def test_an_answer_worth_a_part_is_told_and_never_taken_for_right():
    one = of_gift("Hỏi? {=a ~%50%b ~c}").questions[0]
    assert [(doubt.code, doubt.detail) for doubt in one.doubts] == [("partial_weight", "b")]


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        ("{}", "essay"),
        ("{#}", "number_unread"),
        ("{#1e40}", "number_unread"),
        ("{#0.12345678}", "number_too_fine"),
        ("{#9999999999}", "number_too_large"),
        ("{#=1:0 =%50%2:0}", "several_numbers"),
        ("{=bộ * vụ}", "wildcard"),
        ("{=%50%gần đúng}", "no_full_answer"),
        ("{" + " ".join(f"={n} -> {n}" for n in range(9)) + "}", "too_many_rows"),
        ("{" + " ".join(f"=a{n}" for n in range(21)) + "}", "too_many_accepted"),
        ("{=" + "a" * 201 + "}", "answer_too_long"),
        ("{chữ}", "unclear"),
    ],
)
def test_gift_tells_what_it_cannot_take(answers, why):
    found = of_gift(f"Câu này hỏi gì? {answers}")
    assert found.questions == []
    assert reasons(found) == [f"not_taken_{why}"]
    assert found.notes[-1].detail.split("\t")[:2] == ["dòng 1", "Câu này hỏi gì?"]


def test_a_raised_figure_stays_raised(tmp_path):
    body = "10&lt;sup&gt;6&lt;/sup&gt; m&lt;sup&gt;2&lt;/sup&gt; là gì?"
    answers = (
        "<answer fraction='100'><text>a</text></answer><answer fraction='0'><text>b</text></answer>"
    )
    stem = f"<questiontext><text>{body}</text></questiontext>"
    found = of_moodle(tmp_path, f"<question type='multichoice'>{stem}{answers}</question>")
    assert found.questions[0].stem == "10⁶ m² là gì?"


def test_a_number_in_units_tells_those_it_leaves_out(tmp_path):
    units = "".join(
        f"<unit><unit_name>{name}</unit_name><multiplier>{times}</multiplier></unit>"
        for name, times in (("km", "0.001"), ("m", "1"))
    )
    body = (
        "<question type='numerical'><questiontext><text>Bao xa?</text></questiontext>"
        "<answer fraction='100'><text>2.50</text><tolerance>0.1</tolerance></answer>"
        f"<units>{units}</units></question>"
    )
    one = of_moodle(tmp_path, body).questions[0]
    assert (one.options, one.right) == (["m", "1"], [25, 1])
    assert [(doubt.code, doubt.detail) for doubt in one.doubts] == [("units_left_out", "km")]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Đáp án: a) Đúng; b) Sai", [1, 2]),
        ("Đáp án: ĐS", [1, 2]),
        ("Đ - S", [1, 2]),
        ("a-S, b-Đ", [2, 1]),
        ("Đáp án: Đúng: b. Sai: a", [2, 1]),
        ("", None),
    ],
)
def test_statements_have_the_verdicts_of_the_line_below(line, said):
    text = f"PHẦN II. Câu trắc nghiệm đúng sai\nCâu 1. Xét:\na) Một\nb) Hai\n{line}\n"
    one = parse_text(text).questions[0]
    assert (one.kind, one.options, one.right) == ("grid", ["Một", "Hai"], said)


def test_a_single_mark_of_right_is_a_key_and_no_statement():
    one = parse_text("Câu 1: Ai ký?\na) Chủ tịch (Đ)\nb) Văn thư\nc) Kế toán\n").questions[0]
    assert (one.kind, one.right) == ("choice", [0])


def test_a_statement_without_verdict_leaves_the_grid_without_key():
    one = parse_text("Câu 1: Xét:\na) Một (Đ)\nb) Hai (S)\nc) Ba\n").questions[0]
    assert (one.kind, one.right) == ("grid", None)
    assert ("grid_gap", "c") in [(doubt.code, doubt.detail) for doubt in one.doubts]


def test_a_table_of_letters_and_one_of_verdicts_stay_apart():
    text = (
        "PHẦN I. Chọn phương án\nCâu 1. Một?\nA. x\nB. y\nCâu 2. Hai?\nA. x\nB. y\n"
        "PHẦN II. Đúng sai\nCâu 1. Xét:\na) m\nb) n\nĐÁP ÁN\n1B 2A\nCâu 1: S Đ\n"
    )
    found = parse_text(text).questions
    assert [(one.kind, one.right) for one in found] == [
        ("choice", [1]),
        ("choice", [0]),
        ("grid", [2, 1]),
    ]


def test_a_short_answer_is_a_number_with_its_unit_or_words():
    text = (
        "PHẦN III. Trả lời ngắn\nCâu 1. Bao lâu?\nĐáp số: 1.500 ngày\n"
        "Câu 2. Ở đâu?\nĐáp án: Hà Nội; Thủ đô\nCâu 3. Bao nhiêu?\n"
    )
    first, second, third = parse_text(text).questions
    assert (first.kind, first.options, first.right) == ("number", ["ngày", "0"], [1500, 0])
    assert "number_two_ways" in [doubt.code for doubt in first.doubts]
    assert (second.kind, second.right) == ("text", [1, "Hà Nội", "Thủ đô"])
    assert (third.kind, third.right) == ("number", None)


# Pictures.


def with_pictures(path, count, *, alt=""):
    made = docx.Document()
    for n in range(count):
        made.add_paragraph(f"Câu {n + 1}: Hình nào, lần {n}?")
        run = made.add_paragraph().add_run()
        run.add_picture(io.BytesIO(picture(size=(20 + n, 20))))
        if alt:
            made.element.body.iter(docx.oxml.ns.qn("wp:docPr")).__next__().set("descr", alt)
        made.add_paragraph("A. Một")
        made.add_paragraph("B. Hai")
    made.save(path)
    return path


def test_a_picture_of_word_comes_with_its_question(tmp_path):
    found = parsed(with_pictures(tmp_path / "a.docx", 1, alt="Hai cột"))
    one = found.questions[0]
    assert (one.stem, one.options) == ("Hình nào, lần 0?", ["Một", "Hai"])
    assert [(p.place, found.pictures[p.index].alt) for p in one.pictures] == [("stem", "Hai cột")]


def test_pictures_beyond_the_limit_are_told(tmp_path, monkeypatch):
    monkeypatch.setattr(pictures, "MOST_PICTURES", 2)
    found = parsed(with_pictures(tmp_path / "a.docx", 3))
    told = [[doubt.code for doubt in one.doubts] for one in found.questions]
    assert (len(found.pictures), told) == (2, [[], [], ["picture_too_many"]])


HEADER = ["STT", "Câu hỏi", "Hình", "A", "B", "Đáp án"]


def sheet_with_pictures(path, *places, first_option="Đây"):
    """Two questions in rows 4 and 6, below a title; each place gets a picture of its own."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    sheet.write(0, 0, "NGÂN HÀNG CÂU HỎI")
    rows = {
        2: HEADER,
        3: ["1", "Hình nào?", "", "Một", "Hai", "A"],
        5: ["2", "Ở đâu?", "", first_option, "Đó", "B"],
    }
    for number, cells in rows.items():
        sheet.write_row(number, 0, cells)
    for n, (row, column) in enumerate(places):
        data = io.BytesIO(picture(size=(30 + n, 20)))
        options = {"image_data": data, "description": f"Hình thứ {n}"}
        sheet.insert_image(row, column, "a.png", options)
    book.close()
    return path


def shown(found):
    """Which pictures each question shows at which place."""
    return [
        [(one.place, found.pictures[one.index].alt) for one in question.pictures]
        for question in found.questions
    ]


@pytest.mark.parametrize("column", [0, 1, 2, 5, 9])
def test_a_picture_of_a_sheet_comes_with_the_question_of_its_row(tmp_path, column):
    found = parsed(sheet_with_pictures(tmp_path / "a.xlsx", (3, column)))
    assert shown(found) == [[("stem", "Hình thứ 0")], []]
    assert [one.right for one in found.questions] == [[0], [1]]


def test_a_picture_in_an_option_stands_for_it(tmp_path):
    found = parsed(sheet_with_pictures(tmp_path / "a.xlsx", (5, 3), first_option=""))
    assert shown(found) == [[], [("A", "Hình thứ 0")]]
    assert found.questions[1].options == ["Hình A", "Đó"]


def test_a_picture_below_a_row_belongs_to_it_and_a_badge_to_none(tmp_path):
    found = parsed(sheet_with_pictures(tmp_path / "a.xlsx", (4, 1), (0, 4), (2, 1)))
    assert shown(found) == [[("stem", "Hình thứ 0")], []]
    assert [(note.code, note.detail) for note in found.notes] == [("pictures", "2")]


def test_pictures_that_cannot_be_taken_are_counted(tmp_path):
    path = tmp_path / "a.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("Pictures/1.png", picture())
        archive.writestr("Pictures/2.png", picture(size=(9, 9)))
    old = tmp_path / "a.xls"
    old.write_bytes(b"\xd0\xcf\x11\xe0" + picture() + b"\0" * 9)
    assert [_count_pictures(str(one)) for one in (path, old)] == [2, 1]


def test_a_package_opens_no_picture_outside_of_it(tmp_path):
    item = (
        '<assessmentItem identifier="a"><responseDeclaration identifier="R"><correctResponse>'
        "<value>x</value></correctResponse></responseDeclaration><itemBody><p>Hình?"
        '<img src="../../../etc/passwd" alt="x"/><img src="https://a.vn/x.png"/></p>'
        '<choiceInteraction responseIdentifier="R"><simpleChoice identifier="x">1</simpleChoice>'
        '<simpleChoice identifier="y">2</simpleChoice></choiceInteraction></itemBody>'
        "</assessmentItem>"
    )
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("items/a.xml", item)
    found = parsed(path)
    codes = [doubt.code for doubt in found.questions[0].doubts]
    assert (found.pictures, codes) == ([], ["picture_missing", "picture_elsewhere"])


def test_text_cannot_pretend_to_hold_a_picture():
    one = parse_text("Câu 1: Ai \ufffcP0P\ufffc ký?\nA. Một\nB. Hai\n").questions[0]
    assert (one.stem, one.pictures) == ("Ai\nký?", [])


def test_an_interaction_nobody_knows_is_told_by_its_name(tmp_path):
    path = tmp_path / "a.xml"
    path.write_text(
        '<assessmentItem identifier="a" title="Trượt"><itemBody><sliderInteraction '
        'responseIdentifier="R"><prompt>Kéo</prompt></sliderInteraction></itemBody></assessmentItem>',
        encoding="utf-8",
    )
    note = parsed(path).notes[-1]
    assert (note.code, note.detail.split("\t")[2]) == ("not_taken_other_kind", "sliderInteraction")
    assert "sliderinteraction" not in qti._MAKERS


def test_the_source_of_an_export_says_what_the_file_says(tmp_path):
    body = (
        "<question type='numerical'><questiontext><text>Bao xa?</text></questiontext>"
        "<answer fraction='100'><text>2.5</text><tolerance>0.1</tolerance></answer>"
        "<units><unit><unit_name>km</unit_name><multiplier>1</multiplier></unit></units></question>"
        "<question type='matching'><questiontext><text>Ghép</text></questiontext>"
        "<subquestion><text>a</text><answer><text>x</text></answer></subquestion>"
        "<subquestion><text></text><answer><text>y</text></answer></subquestion></question>"
        "<question type='shortanswer'><questiontext><text>Ở đâu?</text></questiontext>"
        "<answer fraction='100'><text>Hà Nội</text></answer></question>"
    )
    found = of_moodle(tmp_path, body).questions
    assert [[line.text for line in one.source] for one in found] == [
        ["Bao xa?", "– 2.5 ± 0.1 km"],
        ["Ghép", "– a → x", "– y"],
        ["Ở đâu?", "– Hà Nội"],
    ]

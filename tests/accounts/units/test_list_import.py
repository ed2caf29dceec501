"""A real unit list: previewed, all or nothing, told cell by cell, loaded twice for once."""

from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from django.core.management import CommandError, call_command
from python_calamine import CalamineWorkbook

from quizsite.accounts.models import Headcount, Unit, UnitAlias, UnitKind
from quizsite.accounts.units.list_file import UNITS, read_units
from quizsite.tables.reader import UnreadableTable, read_table

HEADER = (
    "Mã,Tên,Khối,Mã đơn vị cấp trên,Tên khác,Hiệu lực từ,Hết hiệu lực từ,Đơn vị kế thừa,"
    "Số CBCCVC,Tính đến ngày"
)
GOOD = (
    "van-phong,Văn phòng UBND phường,Phòng,ubnd,VP; Văn phòng,,,,12,30/06/2026",
    "ubnd,UBND phường An Bình,Phường,,P. An Bình,01/07/2025,,,1.048,30/06/2026",
    "phuong-cu,Phường Bình Minh,Phường,,,,01/07/2025,ubnd,,",
)


def units_in(path):
    return read_units(read_table(Path(path), UNITS))


def problems_in(path):
    return [str(one) for one in units_in(path).problems]


@pytest.fixture
def write(tmp_path):
    def _write(*lines, header=HEADER, encoding="utf-8-sig"):
        path = tmp_path / "don-vi.csv"
        path.write_bytes("\r\n".join([header, *lines]).encode(encoding))
        return str(path)

    return _write


def stored():
    return [
        list(model.objects.order_by("pk").values())
        for model in (UnitKind, Unit, UnitAlias, Headcount)
    ]


def refused(path, capsys):
    with pytest.raises(CommandError) as told:
        call_command("import_units", path)
    return str(told.value), capsys.readouterr().err.splitlines()


@pytest.mark.django_db
def test_a_list_is_stored_whichever_unit_comes_first(write):
    call_command("import_units", write(*GOOD), source="Công văn 12")
    office, ward, old = (Unit.objects.get(code=line.split(",")[0]) for line in GOOD)
    assert office.parent == ward
    assert old.successor == ward
    assert str(old.in_force_until) == "2025-07-01"
    assert [alias.name for alias in office.aliases.order_by("pk")] == ["VP", "Văn phòng"]
    count = ward.headcounts.get()
    assert (count.people, str(count.as_of), count.is_sample) == (1048, "2026-06-30", False)
    assert count.source == "Công văn 12"
    assert [kind.name for kind in UnitKind.objects.all()] == ["Phòng", "Phường"]


@pytest.mark.django_db
def test_loading_twice_changes_nothing(write, capsys):
    call_command("import_units", write(*GOOD))
    before = stored()
    capsys.readouterr()
    call_command("import_units", write(*GOOD))
    assert stored() == before
    assert capsys.readouterr().out.splitlines()[-1] == "Không có gì thay đổi."


@pytest.mark.django_db
def test_a_dry_run_tells_and_stores_nothing(write, capsys):
    call_command("import_units", write(*GOOD), dry_run=True)
    assert capsys.readouterr().out.splitlines() == [
        "Đơn vị mới: 3. Đơn vị sửa: 0. Không đổi: 0. Tên khác mới: 3.",
        "Số cán bộ, công chức, viên chức mới: 2. Sửa: 0.",
        "Khối mới: Phòng; Phường.",
        "Mới xem trước, chưa lưu gì.",
    ]
    assert Unit.objects.count() == 0


@pytest.mark.django_db
def test_a_later_list_changes_only_the_columns_it_has(write, capsys):
    call_command("import_units", write(*GOOD))
    capsys.readouterr()
    header = "Mã;Tên;Khối;Số CBCCVC;Tính đến ngày"
    rows = (
        "ubnd;UBND phường An Bình;phuong;1100;31/12/2026",
        "van-phong;Văn phòng phường;Phòng;14;30/06/2026",
    )
    call_command("import_units", write(*rows, header=header))
    assert capsys.readouterr().out.splitlines()[:3] == [
        "Đơn vị mới: 0. Đơn vị sửa: 1. Không đổi: 1. Tên khác mới: 0.",
        "Số cán bộ, công chức, viên chức mới: 1. Sửa: 1.",
        "  sửa van-phong: Tên",
    ]
    office = Unit.objects.get(code="van-phong")
    assert (office.name, office.parent.code) == ("Văn phòng phường", "ubnd")
    assert [count.people for count in Headcount.objects.order_by("people")] == [14, 1048, 1100]


@pytest.mark.django_db
def test_headcounts_of_another_category_stand_beside(write, capsys):
    call_command("import_units", write(*GOOD))
    header = "Mã,Tên,Khối,Số người,Tính đến ngày"
    row = "ubnd,UBND phường An Bình,Phường,640,30/06/2026"
    call_command("import_units", write(row, header=header), category="hoc-sinh")
    counts = Unit.objects.get(code="ubnd").headcounts.values_list("category", "people")
    assert dict(counts) == {"cbccvc": 1048, "hoc-sinh": 640}


@pytest.mark.django_db
def test_one_fault_keeps_the_whole_list_out(write, capsys):
    said, faults = refused(write(*GOOD, "moi,Đội mới,Phòng,khong-co,,,,,,"), capsys)
    assert said == "Có 1 chỗ cần sửa. Chưa nhập đơn vị nào."
    assert faults == [
        (
            "dòng 5, cột D (Mã đơn vị cấp trên): "
            "Không có đơn vị mã “khong-co” trong tệp hoặc trong hệ thống."
        )
    ]
    assert Unit.objects.count() == 0


@pytest.mark.django_db
def test_links_that_lead_nowhere_or_round_in_a_circle_are_told(write, capsys):
    _said, faults = refused(
        write(
            "a,Đơn vị A,Phòng,b,,,,,,",
            "b,Đơn vị B,Phòng,a,,,,,,",
            "c,Đơn vị C,Phòng,c,,,,a,,",
            "d,Đơn vị D,Phòng,,,01/07/2025,01/07/2025,,,",
        ),
        capsys,
    )
    circle = "Các đơn vị cấp trên nối thành vòng. Hãy sửa mã cấp trên."
    assert faults == [
        f"dòng 2, cột D (Mã đơn vị cấp trên): {circle}",
        f"dòng 3, cột D (Mã đơn vị cấp trên): {circle}",
        "dòng 4, cột D (Mã đơn vị cấp trên): Đơn vị không thể trỏ đến chính mình. Hãy ghi mã khác.",
        "dòng 4, cột G (Hết hiệu lực từ): Đơn vị có đơn vị kế thừa thì cần ngày hết hiệu lực.",
        "dòng 5, cột G (Hết hiệu lực từ): Ngày hết hiệu lực phải sau ngày có hiệu lực.",
    ]


@pytest.mark.django_db
def test_one_unit_under_two_codes_is_told(write, capsys):
    call_command("import_units", write(*GOOD))
    capsys.readouterr()
    _said, faults = refused(write("vp,Văn Phòng UBND Phường,Phòng,ubnd,,,,,,"), capsys)
    assert faults == [
        "dòng 2, cột B (Tên): Cùng cấp trên đã có đơn vị tên này, mã van-phong. Hãy dùng mã đó."
    ]


def test_every_cell_not_understood_is_told(write):
    path = write(
        "phòng 1,Phòng Một,Phòng,,,1/13/2025,,,nhiều,",
        ",Phòng Hai,,,,,,,15,",
        "p3,Phòng Ba,Phòng,,,,,,,",
        "P3,Phòng Tư,Phòng,,,,,,,",
    )
    assert problems_in(path) == [
        (
            "dòng 2, cột A (Mã): "
            "Mã chỉ gồm chữ cái không dấu, chữ số, dấu - và _, ví dụ phuong-ba-dinh."
        ),
        "dòng 2, cột F (Hiệu lực từ): Không hiểu ngày “1/13/2025”. Hãy ghi như 01/07/2025.",
        "dòng 2, cột I (Số CBCCVC): Không hiểu số “nhiều”. Hãy ghi số nguyên, ví dụ 312.",
        "dòng 3, cột A (Mã): Ô này không được để trống.",
        "dòng 3, cột C (Khối): Ô này không được để trống.",
        "dòng 3, cột J (Tính đến ngày): Hãy ghi ngày của số CBCCVC.",
        "dòng 5, cột A (Mã): Mã này đã có ở dòng 4. Mỗi đơn vị cần một mã riêng.",
    ]


def test_a_problem_beyond_column_z_has_its_letters(write):
    path = write("," * 52 + "p1,,Phòng", header="," * 52 + "Mã,Tên,Khối")
    assert problems_in(path) == ["dòng 2, cột BB (Tên): Ô này không được để trống."]


def test_a_cell_too_long_is_told_and_not_cut(write):
    path = write("p1,Phòng Một,Phòng,," + "VP;" * 2000 + ",,,,,")
    assert problems_in(path) == ["dòng 2, cột E (Tên khác): Dài quá 5000 ký tự. Hãy rút gọn."]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le"])
def test_a_list_reads_alike_in_whatever_encoding(write, encoding):
    rows = [(row.code, row.said["name"]) for row in units_in(write(*GOOD, encoding=encoding)).rows]
    assert rows == [tuple(line.split(",")[:2]) for line in GOOD]


def test_a_workbook_reads_like_the_csv(write, tmp_path):
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as made:
        made.add_worksheet("Bìa")
        page = made.add_worksheet("Đơn vị")
        for number, line in enumerate([HEADER, *GOOD]):
            for position, cell in enumerate(line.split(",")):
                page.write_string(number, position, cell)
    assert units_in(tmp_path / "a.xlsx") == units_in(write(*GOOD))


def typed_book(path, **options):
    with xlsxwriter.Workbook(path, options) as made:
        day = made.add_format({"num_format": "dd/mm/yyyy"})
        page = made.add_worksheet()
        page.write_row(0, 0, ["Mã", "Tên", "Khối", "Số CBCCVC", "Tính đến ngày"])
        page.write_row(1, 0, ["p1", "Phòng Một", "Phòng"])
        page.write_number(1, 3, 1048, made.add_format({"num_format": "#,##0"}))
        page.write_datetime(1, 4, date(2026, 6, 30), day)
    return path


def test_dates_and_numbers_are_read_as_a_spreadsheet_keeps_them(tmp_path):
    [unit] = units_in(typed_book(tmp_path / "a.xlsx")).rows
    assert (unit.said["people"], unit.said["as_of"]) == (1048, date(2026, 6, 30))


def test_dates_of_the_other_calendar_are_asked_for_as_text(tmp_path):
    path = typed_book(tmp_path / "a.xlsx", date_1904=True)
    columns = [one.column for one in units_in(path).problems]
    assert columns == ["D", "E"]


@pytest.mark.parametrize("number", [0.5, -1, 46000.25, 1e300])
def test_a_number_that_is_no_day_is_not_taken_for_one(tmp_path, number):
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as made:
        page = made.add_worksheet()
        page.write_row(0, 0, ["Mã", "Tên", "Khối", "Hiệu lực từ"])
        page.write_row(1, 0, ["p1", "Phòng Một", "Phòng"])
        page.write_number(1, 3, number, made.add_format({"num_format": "dd/mm/yyyy"}))
    [problem] = units_in(tmp_path / "a.xlsx").problems
    assert (problem.row, problem.column) == (2, "D")


def test_cells_that_are_no_plain_text_are_told_once(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as made:
        page = made.add_worksheet()
        page.write_row(0, 0, ["Mã", "Tên", "Khối", "Số CBCCVC", "Tính đến ngày"])
        page.write_row(1, 0, ["p1", "Phòng Một", "Phòng", 12])
        page.write_formula(1, 1, "=A2", None, "p1")
        page.write_formula(1, 4, "=TODAY()", None, 46000)
    formula = "Ô chứa công thức. Hãy dán lại dưới dạng giá trị."
    assert problems_in(tmp_path / "a.xlsx") == [
        f"dòng 2, cột B (Tên): {formula}",
        f"dòng 2, cột E (Tính đến ngày): {formula}",
    ]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "Tệp rỗng. Hãy chọn lại tệp có đơn vị."),
        (
            "Đơn vị,Ghi chú\na,b".encode(),
            (
                "Không thấy dòng tiêu đề với các cột như “Mã”. Hãy dùng tệp mẫu; "
                "nếu lưu thành CSV, hãy chọn “CSV UTF-8”."
            ),
        ),
        (
            b"M\xff\x8d\x90,T\xean",
            "Không nhận ra bảng mã chữ của tệp. Hãy lưu lại thành “CSV UTF-8” hoặc .xlsx.",
        ),
        (
            f'{HEADER}\na,"Phòng'.encode(),
            "Dấu nháy kép quanh dòng 2 mở mà không đóng. Hãy sửa rồi tải lên lần nữa.",
        ),
    ],
)
def test_a_file_that_is_no_list_is_refused_with_what_to_do(tmp_path, data, said):
    path = tmp_path / "don-vi.csv"
    path.write_bytes(data)
    with pytest.raises(UnreadableTable) as told:
        read_table(path, UNITS)
    assert str(told.value) == said


@pytest.mark.parametrize(
    ("header", "lines", "said"),
    [
        (HEADER, [], ["Tệp chưa có đơn vị nào dưới dòng tiêu đề."]),
        (
            "Mã,Ghi chú",
            ["a,b"],
            [
                "Tên: Thiếu cột “Tên”. Hãy dùng dòng tiêu đề của tệp mẫu.",
                "Khối: Thiếu cột “Khối”. Hãy dùng dòng tiêu đề của tệp mẫu.",
            ],
        ),
    ],
)
def test_a_list_without_rows_or_columns_is_told(write, header, lines, said):
    assert problems_in(write(*lines, header=header)) == said


@pytest.mark.django_db
def test_template_has_the_columns_of_the_list_and_known_kinds(tmp_path, write):
    call_command("import_units", write(*GOOD))
    path = tmp_path / "mau.xlsx"

    call_command("import_units", str(path), template=True)

    book = CalamineWorkbook.from_path(path)
    assert book.get_sheet_by_name("Đơn vị").to_python() == [HEADER.split(",")]
    kinds = [row[0] for row in book.get_sheet_by_name("Danh mục").to_python()]
    assert kinds == ["Khối", "Phòng", "Phường"]
    assert problems_in(path) == ["Tệp chưa có đơn vị nào dưới dòng tiêu đề."]


@pytest.mark.django_db
def test_template_overwrites_nothing(tmp_path, write):
    path = write(*GOOD)
    with pytest.raises(CommandError, match="Đã có tệp"):
        call_command("import_units", path, template=True)
    assert len(units_in(path).rows) == 3


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(CommandError) as told:
        call_command("import_units", str(tmp_path / "x.csv"))
    assert str(told.value) == f"Không có tệp {tmp_path / 'x.csv'}."


def test_dates_that_could_be_read_twice_are_told():
    path = Path(__file__).parents[2] / "questionbank/importing/faults/units-us.csv"
    notes = read_units(read_table(path, UNITS)).notes
    assert len(notes) == 3
    assert "“7/1/2025” là ngày 7 tháng 1 năm 2025" in notes[0]


def test_a_column_with_a_month_first_is_refused_whole(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("Mã,Tên,Khối,Hiệu lực từ\na,A,B,7/1/2025\nb,B,B,7/15/2025\n")
    said = [str(problem) for problem in read_units(read_table(path, UNITS)).problems]
    assert "dòng 2" in said[0]
    assert "tháng/ngày/năm" in said[0]

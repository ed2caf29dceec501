import json

import pytest

from quizsite.tables.columns import Column, Schema, column_letters

PEOPLE = Schema(
    columns=(Column("name", "Họ và tên", ("Tên",), is_required=True), Column("born", "Ngày sinh")),
    row_noun="người",
    sheet="Danh sách",
    known_by=("name",),
    max_rows=10,
)


def test_header_is_known_by_its_columns_however_they_are_typed():
    assert PEOPLE.names_of(["STT", "HỌ VÀ TÊN", "ngay sinh"]) == {1: "name", 2: "born"}
    assert PEOPLE.names_of(["tên"]) == {0: "name"}
    assert PEOPLE.names_of(["Ngày sinh"]) is None


def test_schema_goes_to_the_sandbox_whole():
    assert Schema.of_json(json.loads(json.dumps(PEOPLE.as_json()))) == PEOPLE


@pytest.mark.parametrize(
    ("position", "letters"),
    [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (16383, "XFD")],
)
def test_column_has_the_spreadsheets_letters(position, letters):
    assert column_letters(position) == letters

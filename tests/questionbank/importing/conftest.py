"""Files as people make them, written by the test."""

import pytest

from questionbank.importing.columns import HEADERS
from questionbank.programme import AXES
from tests.factories import AxisFactory, LegalDocumentFactory

GOOD = {
    "code": "TT-001",
    "axis": "1",
    "audience": "Chung",
    "difficulty": "Dễ",
    "stem": "Nghị quyết số 76/NQ-CP do cơ quan nào ban hành?",
    "A": "Quốc hội",
    "B": "Chính phủ",
    "C": "Bộ Nội vụ",
    "D": "Ủy ban nhân dân",
    "right": "B",
    "explanation": "Nghị quyết của Chính phủ ngày 15/7/2021.",
    "document": "76/NQ-CP",
    "article": "Mục I",
}


def cells(**changes: str) -> list[str]:
    """One row of a file, good but for the changes."""
    row = {**GOOD, **changes}
    return [row.get(name, "") for name in HEADERS]


def several(count: int) -> list[list[str]]:
    return [
        cells(code=f"TT-{number:03}", stem=f"Câu hỏi số {number} nói về điều gì?")
        for number in range(1, count + 1)
    ]


def csv_text(*rows: list[str], separator: str = ",", header: list[str] | None = None) -> str:
    lines = [header or list(HEADERS.values()), *rows]
    return "".join(
        separator.join('"' + cell.replace('"', '""') + '"' for cell in line) + "\r\n"
        for line in lines
    )


@pytest.fixture
def stocked(db):
    """A bank that knows the axes and the document of the good row."""
    for position, (code, name) in enumerate(AXES, start=1):
        AxisFactory(code=code, name=name, position=position)  # a flush takes the migration's
    return LegalDocumentFactory()

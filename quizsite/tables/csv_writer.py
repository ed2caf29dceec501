"""Tables as .csv: line by line, no cell of which a spreadsheet takes for a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence

from quizsite.tables.columns import Column, Row
from quizsite.tables.csv_reader import guarded


class _Line:
    """What csv.writer writes to: hands each line on instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def csv_lines(columns: Sequence[Column], rows: Iterable[Row]) -> Iterator[str]:
    """With a byte order mark, without which Excel takes Vietnamese for something else."""
    writer = csv.writer(_Line())
    yield "\ufeff" + str(writer.writerow([column.header for column in columns]))
    for row in rows:
        cells = [row[column.name] for column in columns]
        yield str(
            writer.writerow([guarded(cell) if isinstance(cell, str) else cell for cell in cells])
        )

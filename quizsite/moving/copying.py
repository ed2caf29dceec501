"""Copies table by table, in batches that each arrive whole, and compares both sides."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db import DatabaseError, connections, models, transaction

from quizsite.moving.progress import Progress
from quizsite.moving.source import SOURCE
from quizsite.moving.tables import AT_ONCE, Digest, Row, Table, adapted, digest_of, faults_of
from quizsite.moving.target import TARGET, MoveRefused, empty

Say = Callable[[str], None]
MOST_FAULTS = 20


def digests_of_source(tables: Sequence[Table], say: Say) -> dict[str, Digest]:
    """Read every row once; what the target could not store is said before anything is copied."""
    progress = Progress(say, deed="đọc", total=sum(table.count(SOURCE) for table in tables))
    looks = connections[TARGET].vendor == "postgresql" != connections[SOURCE].vendor
    faults: list[str] = []
    found = {}
    for table in tables:

        def seen(row: Row, table: Table = table) -> None:
            if looks and len(faults) < MOST_FAULTS:
                faults.extend(faults_of(row, table))

        found[table.name] = _digest(table, SOURCE, seen, progress)
    progress.end()
    if faults:
        raise MoveRefused(
            "PostgreSQL không chứa được những giá trị sau; hãy sửa chúng ở trang (hoặc nhờ người "
            "phát triển) rồi chạy lại:\n" + "\n".join(faults[:MOST_FAULTS])
        )
    return found


def digests_of_target(tables: Sequence[Table], say: Say, *, total: int) -> dict[str, Digest]:
    progress = Progress(say, deed="so từng dòng", total=total)
    found = {table.name: _digest(table, TARGET, lambda row: None, progress) for table in tables}
    progress.end()
    return found


def _digest(table: Table, alias: str, seen: Callable[[Row], None], progress: Progress) -> Digest:
    def counted() -> Iterator[Row]:
        rows = table.rows(alias)
        while batch := list(islice(rows, AT_ONCE)):
            yield from batch
            progress.add(len(batch), table=table.name)

    return digest_of(counted(), table, seen)


def copy_all(tables: Sequence[Table], wanted: dict[str, Digest], say: Say) -> None:
    progress = Progress(say, deed="chép", total=sum(one.rows for one in wanted.values()))
    for table in tables:
        copy_table(table, rows=wanted[table.name].rows, progress=progress)
    progress.end()


def copy_table(table: Table, *, rows: int, progress: Progress) -> None:
    """Go on after the last row that arrived. Where keys are no numbers, begin again."""
    there = table.count(TARGET)
    if there == rows:
        progress.skip(there)
        return
    after = _last_key(table) if table.goes_by_number else None
    if there and (after is None or there > rows):
        empty(table)
        there, after = 0, None
    progress.skip(there)
    waiting = table.rows(SOURCE, after=after)
    while batch := list(islice(waiting, AT_ONCE)):
        try:
            _write(table, adapted(batch, table, TARGET))
        except DatabaseError as error:
            raise MoveRefused(f"Bảng {table.name}: nơi mới không nhận: {error}") from error
        progress.add(len(batch), table=table.name)


def _last_key(table: Table) -> int | None:
    newest: Any = models.QuerySet(table.model, using=TARGET).order_by("-pk")
    found: int | None = newest.values_list("pk", flat=True).first()
    return found


def _write(table: Table, rows: list[Row]) -> None:
    """A batch arrives whole or not at all."""
    connection = connections[TARGET]
    columns = ", ".join(f'"{column}"' for column in table.columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f'COPY "{table.name}" ({columns}) FROM STDIN') as copy:
                for row in rows:
                    copy.write_row(row)
            return
        places = ", ".join(["%s"] * len(table.columns))
        with transaction.atomic(using=TARGET):
            cursor.executemany(
                f'INSERT INTO "{table.name}" ({columns}) VALUES ({places})',  # noqa: S608 -- ours
                rows,
            )


def differing(
    tables: Sequence[Table], wanted: dict[str, Digest], found: dict[str, Digest]
) -> list[Table]:
    return [table for table in tables if wanted[table.name] != found[table.name]]

"""Several test files share these: an open round with a bank behind it, and people who race."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from contests.models import Attempt, Entry, Round
from contests.papers.drawing import paper_source_of
from questionbank.models import AnswerKey
from questionbank.question_types.registry import QUESTION_TYPES
from tests.factories import (
    AxisFactory,
    DivisionFactory,
    EntryFactory,
    RevisionFactory,
    RoundFactory,
    SectionFactory,
)

only_row_locks = pytest.mark.skipif(
    connection.vendor != "postgresql",
    reason="SQLite has no row locks to remove: its transactions are serial",
)


def open_round(*, questions: int = 4, count: int = 3, **fields: Any) -> Round:
    """A published round of one division; a paper has `count` of the `questions`."""
    paper_source_of.cache_clear()
    round = RoundFactory(**fields)
    revisions = [RevisionFactory(right=[n % 4]) for n in range(questions)]
    SectionFactory(round=round, count=count, pool=[revision.pk for revision in revisions])
    return round


# Kind → options as the bank stores them, and key.
OF_KINDS: dict[str, tuple[list[str], list[int]]] = {
    "choice": (["Một", "Hai", "Ba", "Bốn"], [1]),
    "grid": (["Ý thứ nhất", "Ý thứ hai", "Ý thứ ba", "Ý thứ tư"], [1, 2, 2, 1]),
    "matching": (["Luật X", "Luật Y", "Luật Z", "", "Năm 2008", "Năm 2011", "Năm 2018"], [3, 1, 3]),
    "ordering": (["Ký duyệt", "Thẩm định", "Tiếp nhận", "Trả kết quả"], [3, 2, 1, 4]),
}


def round_of_kinds(**fields: Any) -> Round:
    """A published round whose papers ask a question of each kind, in this order."""
    paper_source_of.cache_clear()
    round = RoundFactory(**{"is_question_order_shuffled": False, **fields})
    division = DivisionFactory(contest=round.contest)
    for n, (kind, (options, key)) in enumerate(OF_KINDS.items(), start=1):
        asked = RevisionFactory(stem=f"Câu {kind}?", kind=kind, options=options, right=key)
        axis = AxisFactory(code=str(n), name=f"Trục {n}", position=n)
        SectionFactory(round=round, division=division, axis=axis, count=1, pool=[asked.pk])
    return round


def entry_in(round: Round, **fields: Any) -> Entry:
    division = round.sections.first().division
    return EntryFactory(contest=round.contest, division=division, **fields)


def right_choice_at(attempt: Attempt, position: int) -> int:
    pk, order = attempt.paper[position - 1]
    key = AnswerKey.objects.select_related("revision").get(revision=pk)
    return QUESTION_TYPES[key.revision.kind].right_answer(order, key.right_options)


def race(jobs: Sequence[Callable[[], Any]]) -> list[Any]:
    """Run all jobs at the same moment, each with its own connection; exceptions are results."""
    barrier = Barrier(len(jobs))

    def run(job: Callable[[], Any]) -> Any:
        try:
            barrier.wait(timeout=20)
            return job()
        except Exception as error:  # noqa: BLE001 -- the test looks at it
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def die_in(connection_: Any) -> None:
    """The server ends this connection under its owner's hands, which is an OperationalError."""
    with connection_.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

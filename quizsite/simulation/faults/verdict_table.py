"""Prints the table of all verdicts as plain text or Markdown."""

from collections.abc import Callable, Iterable, Sequence
from statistics import median

from quizsite.simulation.faults.verdict import Verdict

HEAD = (
    "fault",
    "database",
    "runs",
    "acknowledged saves",
    "lost",
    "wrong scores",
    "recovered, median",
    "recovered, worst",
    "everybody, worst",
    "board, worst",
    "closed after",
    "held",
)


def rows(verdicts: Iterable[Verdict], words: Callable[[str], str]) -> list[tuple[str, ...]]:
    return [
        (
            words(one.fault),
            one.database,
            str(one.times),
            f"{one.saves:,}",
            str(one.lost + one.foreign),
            str(one.wrong_scores),
            _seconds(one.recover_s, median),
            _seconds(one.recover_s, max),
            _seconds(one.everybody_s, max),
            _seconds(one.board_s, max),
            f"{one.closed_after_s:.1f} s",
            "yes" if one.is_good else "NO",
        )
        for one in verdicts
    ]


def total(verdicts: Sequence[Verdict]) -> tuple[str, ...]:
    blank = ("",) * 5
    return (
        "all",
        "",
        str(sum(one.times for one in verdicts)),
        f"{sum(one.saves for one in verdicts):,}",
        str(sum(one.lost + one.foreign for one in verdicts)),
        str(sum(one.wrong_scores for one in verdicts)),
        *blank,
        "yes" if all(one.is_good for one in verdicts) else "NO",
    )


def as_text(table: Sequence[Sequence[str]]) -> str:
    widths = [max(len(row[n]) for row in table) for n in range(len(table[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in table
    )


def as_markdown(table: Sequence[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(row) + " |" for row in table]
    rule = "|---|---|" + "---:|" * (len(table[0]) - 3) + "---|"
    return "\n".join([lines[0], rule, *lines[1:]])


def _seconds(values: Sequence[float], of: Callable[[Sequence[float]], float]) -> str:
    return f"{of(values):.2f} s" if values else "–"

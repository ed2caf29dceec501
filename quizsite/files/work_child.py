"""Reads one untrusted file of a work: `python -m quizsite.files.work_child PATH`.

Where the cleaned copy goes comes in by the standard input. It runs in a limited process, and
imports no Django."""

import resource
import sys
from pathlib import Path
from typing import Any

from quizsite.files.facts import Facts
from quizsite.files.kinds import kind_of
from quizsite.tables.child import answer_within_limits

_SPARE = 64 * 1024 * 1024  # bytes


def read(path: Path, cleaned: Path) -> dict[str, Any]:
    facts = Facts(kind_of(path))
    _read_by_kind(path, cleaned, facts)
    return facts.as_json()


def _read_by_kind(path: Path, cleaned: Path, facts: Facts) -> None:
    """Each reader is imported when it is needed: their libraries cost time and memory."""
    if facts.kind == "docx":
        from quizsite.files import docx_work  # noqa: PLC0415 -- see above

        docx_work.read(path, cleaned, facts)
    elif facts.kind == "pdf":
        from quizsite.files import pdf_work  # noqa: PLC0415 -- see above

        pdf_work.read(path, cleaned, facts)
    elif facts.kind == "mp4":
        from quizsite.files import video_work  # noqa: PLC0415 -- see above

        video_work.read(path, cleaned, facts)
    else:
        from quizsite.files import picture_work  # noqa: PLC0415 -- see above

        picture_work.read(path, cleaned, facts)


def main() -> None:
    path, cleaned = Path(sys.argv[1]), Path(sys.stdin.read())
    # A copy is about as large as the file; one that grows beyond it would fill the disk.
    most = 2 * path.stat().st_size + _SPARE
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    answer_within_limits(lambda: read(path, cleaned))


if __name__ == "__main__":
    main()

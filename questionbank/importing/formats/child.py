"""Reads one untrusted file and makes questions of it: `python -m …formats.child PATH`.

It runs in a limited process, and imports no Django."""

import json
import sys
from typing import Any

from questionbank.importing.formats.registry import read_file
from questionbank.importing.parsing.pipeline import parse
from quizsite.tables.child import answer_within_limits
from quizsite.tables.limits import MAX_TEXT, Trouble

MAX_QUESTIONS = 3000


def read(path: str, ending: str) -> dict[str, Any]:
    source = read_file(path, ending)
    parsed = parse(source)
    if len(parsed.questions) > MAX_QUESTIONS:
        raise Trouble("too_many_rows", limit=MAX_QUESTIONS)
    if sum(len(question.stem) for question in parsed.questions) > MAX_TEXT:
        raise Trouble("too_much_text")
    return parsed.as_json()


def main() -> None:
    ending = json.load(sys.stdin)["ending"]
    answer_within_limits(lambda: read(sys.argv[1], ending))


if __name__ == "__main__":
    main()

"""A parser of parts of a workbook that follows no entity."""

from __future__ import annotations

from xml.parsers import expat

from quizsite.tables.limits import Trouble


def new_parser() -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def refuse(*declared: object) -> None:
        # A workbook never declares a document type; entities are how XML bombs are built.
        raise Trouble("not_a_table")

    parser.StartDoctypeDeclHandler = refuse
    return parser


def local(name: str) -> str:
    return name.rpartition(":")[2]

"""Lines of text become questions, and say what was left out. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from questionbank.importing.parsing.assemble import Assembler, usual_count
from questionbank.importing.parsing.blocks import blocks_of
from questionbank.importing.parsing.drafts import finished
from questionbank.importing.parsing.keys import decide_keys
from questionbank.importing.parsing.lines import Line
from questionbank.importing.parsing.questions import ParsedQuestion


def questions_in(lines: Sequence[Line]) -> tuple[list[ParsedQuestion], list[Line]]:
    blocks, style = blocks_of(lines)
    assembler = Assembler(blocks, style)
    done = assembler.assemble()
    usual = usual_count(done.drafts)
    questions = [finished(draft, usual=usual, widest=assembler.widest) for draft in done.drafts]
    decide_keys(done.drafts, questions, done.answers, done.verdicts)
    kept, left_out = [], list(done.left_out)
    for question in questions:
        is_one = question.options or "?" in question.stem or (question.number and question.stem)
        if is_one:
            kept.append(question)
        else:
            left_out += question.source
    return kept, left_out

"""Reads a guide as a person does: its numbered steps, what is typed, and what is written where."""

import re
from dataclasses import dataclass, field
from pathlib import Path

_STEP = re.compile(r"^(\d+)\. ")
_FILE = re.compile(r"Viết tệp `([^`]+)`")
_INDENT = 7  # of what stands in a step


@dataclass(slots=True)
class Block:
    """Lines that are typed; or, with `path`, the content of a file."""

    lines: list[str] = field(default_factory=list)
    path: str = ""


@dataclass(slots=True)
class Step:
    number: int
    blocks: list[Block] = field(default_factory=list)

    @property
    def typed(self) -> list[str]:
        return [line for block in self.blocks if not block.path for line in block.lines]


def steps_of(document: Path, heading: str) -> list[Step]:
    """Return the steps under a heading, which begins with these words."""
    section = re.split(r"^## ", document.read_text(), flags=re.M)
    [text] = [part for part in section if part.startswith(heading)]
    steps: list[Step] = []
    said, is_open = "", False
    for line in text.splitlines()[1:]:
        if found := _STEP.match(line):
            steps.append(Step(int(found[1])))
            said, is_open = "", False
        if steps and line.startswith(" " * _INDENT):
            if not is_open:
                named = _FILE.search(said)
                steps[-1].blocks.append(Block(path=named[1] if named else ""))
                said, is_open = "", True
            steps[-1].blocks[-1].lines.append(line[_INDENT:])
        elif line.strip():
            said, is_open = f"{said} {line.strip()}", False
        elif is_open:
            steps[-1].blocks[-1].lines.append("")
    for block in (block for step in steps for block in step.blocks):
        while block.lines and not block.lines[-1]:
            block.lines.pop()
    return steps

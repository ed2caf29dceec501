"""Sets a template of ours with typst; all texts come as JSON strings and are never markup."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import typst

from quizsite.documents.letters import font_files

HERE = Path(__file__).parent
_KEPT_SETTINGS = 10  # typst lets go of what this many have not used


def set_type(
    template: str, data: Mapping[str, Any], *, files: Mapping[str, bytes] | None = None
) -> bytes:
    """Only our own letters and one folder: nothing is fetched, no system font is asked.

    `files` lie beside the template, in a folder that is gone afterwards."""
    if not files:
        return _compiled(HERE / template, data)
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files.items():
            (Path(folder) / name).write_bytes(content)
        shutil.copy(HERE / template, folder)
        return _compiled(Path(folder) / template, data)


def forget_settings() -> None:
    """Empty pages make typst let go of what it keeps to set the same again.

    Between batches of 50 certificates it grew by 110 MB without, and by 15 MB with them."""
    for _ in range(_KEPT_SETTINGS + 1):
        _compiled(HERE / "empty.typ", {})


def _compiled(template: Path, data: Mapping[str, Any]) -> bytes:
    done = typst.compile(
        template,
        root=template.parent,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={name: json.dumps(value, ensure_ascii=False) for name, value in data.items()},
    )
    if not isinstance(done, bytes):
        raise TypeError(type(done))
    return done


@cache
def _fonts() -> typst.Fonts:
    """Reading them takes longer than setting a page."""
    folders = sorted({file.parent for file in font_files()})
    return typst.Fonts(include_system_fonts=False, font_paths=folders)

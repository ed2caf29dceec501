"""Leaves out of Bootstrap's styles what no page of ours names: five sixths of it.

`vendor_files.py` serves the result as `vendor/bootstrap.css`."""

import os
import re
from collections.abc import Iterable, Iterator, Set
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WHOLE = ROOT / "node_modules/bootstrap/dist/css/bootstrap.min.css"
_APPS = ("quizsite", "questionbank", "contests", "leaderboard")
_SOURCES = (*((app, "*.py") for app in _APPS), *((app, "*.js") for app in _APPS))
_WORD = re.compile(r"[A-Za-z0-9_-]+")
_CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
_NOT = re.compile(r":not\([^()]*\)")
_VARIABLE = re.compile(r"--bs-[\w-]+")
_DECLARED = re.compile(r"(--bs-[\w-]+):[^;{}]*;?")
_COMMENT = re.compile(r"/\*(?!!).*?\*/", re.DOTALL)


def used_styles(whole: str, *, words: Set[str], own: str) -> str:
    """Keep the rules whose classes are all among `words`, and the variables that something reads.

    `own` are our style sheets, which read Bootstrap's variables too."""
    licence = next(iter(re.findall(r"/\*!.*?\*/", whole, re.DOTALL)), "")
    bare = _COMMENT.sub("", whole.replace(licence, "")).removeprefix('@charset "UTF-8";')
    kept = "".join(_kept(_blocks(bare), words))
    moves = set(_WORD.findall(" ".join(re.findall(r"animation[^;}]*", kept + own))))
    blocks = (f"{head}{{{body}}}" for head, body in _blocks(kept) if not _is_still(head, moves))
    kept = "".join(blocks)
    return f'@charset "UTF-8";{licence}{_read_variables(kept, own=own)}\n'


def _blocks(css: str) -> Iterator[tuple[str, str]]:
    """Split into what stands before each outer brace, and what it holds."""
    start = depth = opened = 0
    for found in re.finditer(r"[{}]", css):
        if found[0] == "{":
            depth += 1
            opened = opened if depth > 1 else found.start()
            continue
        depth -= 1
        if depth == 0:
            yield css[start:opened], css[opened + 1 : found.start()]
            start = found.end()


def _kept(blocks: Iterable[tuple[str, str]], words: Set[str]) -> Iterator[str]:
    for head, body in blocks:
        if head.startswith("@media"):
            inner = "".join(_kept(_blocks(body), words))
            if inner:
                yield f"{head}{{{inner}}}"
        elif head.startswith("@"):
            yield f"{head}{{{body}}}"
        elif selectors := ",".join(one for one in _selectors(head) if _is_used(one, words)):
            yield f"{selectors}{{{body}}}"


def _selectors(head: str) -> list[str]:
    return re.split(r",(?![^()]*\))", head)


def _is_used(selector: str, words: Set[str]) -> bool:
    return set(_CLASS.findall(_NOT.sub("", selector))) <= words


def _is_still(head: str, moves: Set[str]) -> bool:
    """Whether these are steps of an animation that nothing runs."""
    return head.startswith("@keyframes") and head.rsplit(maxsplit=1)[-1] not in moves


def _read_variables(css: str, *, own: str) -> str:
    """Drop declarations that nothing reads, until none is left: one may be read by another."""
    while True:
        read = set(re.findall(r"var\((--bs-[\w-]+)", css)) | set(_VARIABLE.findall(own))
        unread = {found[1] for found in _DECLARED.finditer(css)} - read
        if not unread:
            return css
        css = "".join(_pieces_without(css, unread))


def _pieces_without(css: str, unread: Set[str]) -> Iterator[str]:
    at = 0
    for found in _DECLARED.finditer(css):
        if found[1] in unread:
            yield css[at : found.start()]
            at = found.end()
    yield css[at:]


def write_used_styles(file: Path) -> None:
    """Write the file anew unless it is newer than all that it follows from.

    Without the library there is nothing to write."""
    if not WHOLE.is_file():
        return
    sources = [WHOLE, Path(__file__), *_pages(), *_own_sheets()]
    if not file.exists() or file.stat().st_mtime <= max(path.stat().st_mtime for path in sources):
        file.parent.mkdir(parents=True, exist_ok=True)
        new = file.with_name(f"{file.name}.{os.getpid()}")
        new.write_text(made_now(), encoding="utf-8")
        new.replace(file)


def made_now() -> str:
    whole = WHOLE.read_text(encoding="utf-8")
    return used_styles(whole, words=words_of_pages(), own="".join(map(_text, _own_sheets())))


def words_of_pages() -> set[str]:
    """Every word of templates, scripts and Python: a class that a page has is one of them."""
    return {word for path in _pages() for word in _WORD.findall(_text(path))}


def _pages() -> list[Path]:
    files = [*(ROOT / "templates").rglob("*.html")]
    return files + [path for app, pattern in _SOURCES for path in (ROOT / app).rglob(pattern)]


def _own_sheets() -> list[Path]:
    return [path for app in _APPS for path in sorted((ROOT / app).rglob("*.css"))]


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")

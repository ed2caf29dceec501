"""MP4 in the limited child: boxes are walked, what tells who made it is blanked in its place.

Nothing moves: a box of metadata becomes free space of the same size, so offsets stay right."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from quizsite.files.facts import Facts
from quizsite.tables.limits import Trouble

_PARENTS = {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"moof", b"traf", b"edts"}
_TOLD = {b"udta", b"meta", b"uuid"}
_BLANKED = _TOLD | {b"free", b"skip"}
_TIMED = {b"mvhd", b"tkhd", b"mdhd"}
_CODECS = {b"avc1", b"avc3", b"hvc1", b"hev1", b"mp4v", b"vp09", b"av01"}
_LOCKED = {b"encv", b"enca", b"pssh"}
_MOST_BOXES = 20_000
_DEEPEST = 8
_CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Box:
    name: bytes
    start: int
    body: int
    end: int


def read(path: Path, cleaned: Path, facts: Facts) -> None:
    with path.open("rb") as stream:
        boxes = list(_walk(stream, 0, path.stat().st_size, 0))
        _check_playable(stream, boxes, facts)
    shutil.copyfile(path, cleaned)
    with cleaned.open("r+b") as stream:
        for box in boxes:
            if box.name in _BLANKED:
                _look(stream, box, facts)
                _blank(stream, box)
            elif box.name in _TIMED:
                _blank_times(stream, box)
    facts.has_cleaned = True


def _walk(stream: IO[bytes], start: int, end: int, depth: int) -> Iterator[Box]:
    count = 0
    while start + 8 <= end:
        count += 1
        if count > _MOST_BOXES or depth > _DEEPEST:
            raise Trouble("cut_short")
        stream.seek(start)
        head = stream.read(16)
        size, name, body = int.from_bytes(head[:4], "big"), head[4:8], start + 8
        if size == 1:
            size, body = int.from_bytes(head[8:16], "big"), start + 16
        elif size == 0:
            size = end - start
        if size < body - start or start + size > end:
            raise Trouble("cut_short")
        yield Box(name, start, body, start + size)
        if name in _PARENTS:
            yield from _walk(stream, body, start + size, depth + 1)
        start += size


def _bytes_of(stream: IO[bytes], box: Box, most: int = 4096) -> bytes:
    stream.seek(box.body)
    return stream.read(min(box.end - box.body, most))


def _check_playable(stream: IO[bytes], boxes: list[Box], facts: Facts) -> None:
    names = {box.name for box in boxes}
    if names & _LOCKED:
        raise Trouble("password")
    has_data = any(box.name == b"mdat" and box.end > box.body for box in boxes)
    kinds = {_bytes_of(stream, box)[8:12] for box in boxes if box.name == b"hdlr"}
    described = [_bytes_of(stream, box) for box in boxes if box.name == b"stsd"]
    codecs = {said[12:16] for said in described}
    if codecs & _LOCKED:
        raise Trouble("password")
    if b"moov" not in names or not has_data or b"vide" not in kinds:
        raise Trouble("nothing_to_play")
    if not codecs & _CODECS:
        raise Trouble("other_video")
    samples = [_bytes_of(stream, box)[8:12] for box in boxes if box.name in (b"stsz", b"stz2")]
    counts = [_bytes_of(stream, box)[4:8] for box in boxes if box.name == b"stts"]
    if b"moof" not in names and not any(map(any, [*samples, *counts])):
        raise Trouble("nothing_to_play")
    header = next((box for box in boxes if box.name == b"mvhd"), None)
    facts.seconds = _seconds(_bytes_of(stream, header)) if header else None


def _seconds(header: bytes) -> int | None:
    is_long = header[:1] == b"\1"
    at, width = (20, 8) if is_long else (12, 4)
    scale = int.from_bytes(header[at : at + 4], "big")
    length = int.from_bytes(header[at + 4 : at + 4 + width], "big")
    return round(length / scale) if scale and length < 1 << 40 else None


def _look(stream: IO[bytes], box: Box, facts: Facts) -> None:
    said = _bytes_of(stream, box, 65_536)
    if box.name not in _TOLD or not any(said):
        return
    # Places are written as ©xyz, or by Apple's key of that name.
    if b"\xa9xyz" in said or b"location.ISO6709" in said:
        facts.find("gps", "video")
    facts.find("video_marks", "video")
    for mark in (b"\xa9ART", b"\xa9aut", b"\xa9nam", b"\xa9cmt"):
        at = said.find(mark)
        if at >= 0:
            text = said[at + 4 : at + 160].split(b"data")[-1].lstrip(bytes(range(32)))
            shown = text.split(b"\0")[0].decode("utf-8", "replace")
            facts.find("description", "video", shown)


def _blank(stream: IO[bytes], box: Box) -> None:
    stream.seek(box.start + 4)
    stream.write(b"free")
    stream.seek(box.body)
    left = box.end - box.body
    while left:
        wrote = stream.write(bytes(min(left, _CHUNK)))
        left -= wrote


def _blank_times(stream: IO[bytes], box: Box) -> None:
    """When it was recorded: two times behind the version, of four bytes or of eight."""
    stream.seek(box.body)
    width = 16 if stream.read(1) == b"\1" else 8
    stream.seek(box.body + 4)
    stream.write(bytes(min(width, box.end - box.body - 4)))

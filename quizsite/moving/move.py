"""The move itself: lock, migrate, copy, compare, make whole, verify. Each step may be repeated."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import IntegrityError

from quizsite.moving.copying import (
    Say,
    copy_all,
    differing,
    digests_of_source,
    digests_of_target,
)
from quizsite.moving.marker import Mark, read_mark, remove_mark, set_mark
from quizsite.moving.source import SOURCE, locked
from quizsite.moving.tables import Digest, Table, all_tables, unknown_tables
from quizsite.moving.target import (
    TARGET,
    MoveRefused,
    empty,
    empty_for_copying,
    is_pristine,
    last_keys,
    make_whole,
    outlive_earlier_migrate,
)

NOT_EMPTY = (
    "Cơ sở dữ liệu đích không trống. Lệnh này không ghi đè dữ liệu nào: hãy tạo một cơ sở dữ liệu "
    "mới, chưa có bảng nào (không chạy migrate ở đó)."
)


@dataclass(frozen=True, slots=True)
class Steps:
    """What the command brings: the target's own migrations, and the check of its rounds."""

    migrate: Callable[[], None]
    differences: Callable[[], list[str]]


def move(steps: Steps, say: Say) -> int:
    """Return how many rows have moved. Nobody may serve the target until this has returned."""
    with locked():
        return _move_locked(steps, say)


def _move_locked(steps: Steps, say: Say) -> int:
    mark = read_mark(TARGET)
    if mark is None:
        if not is_pristine():
            raise MoveRefused(NOT_EMPTY)
        mark = Mark("migrating")
        set_mark(TARGET, mark)
    else:
        say("Lần trước dừng giữa chừng; làm tiếp từ chỗ đó.")
        if mark.state == "migrating":
            outlive_earlier_migrate()
            set_mark(TARGET, mark)
    if mark.state == "migrating":
        say("Tạo bảng ở nơi mới…")
        steps.migrate()
        empty_for_copying()
    tables = all_tables()
    for name in unknown_tables(SOURCE):
        say(f"Bảng {name} không thuộc chương trình này nên không chép.")
    wanted = digests_of_source(tables, say)
    _copy_until_equal(tables, wanted, say)
    _check_rounds(steps, say)
    remove_mark(TARGET)
    return sum(one.rows for one in wanted.values())


def _copy_until_equal(tables: Sequence[Table], wanted: dict[str, Digest], say: Say) -> None:
    """What an earlier run has copied may have changed at the source since; it is copied again."""
    total = sum(one.rows for one in wanted.values())
    mark = read_mark(TARGET)
    if mark is not None and mark.state == "checking":
        if not differing(tables, wanted, digests_of_target(tables, say, total=total)):
            return
        empty_for_copying()
    copy_all(tables, wanted, say)
    wrong = differing(tables, wanted, digests_of_target(tables, say, total=total))
    if wrong:
        say(f"Dữ liệu cũ đã đổi từ lần trước; chép lại {', '.join(one.name for one in wrong)}.")
        _copy_again(wrong, wanted, say)
    mark = read_mark(TARGET)
    if mark is None:
        raise MoveRefused("Dấu của lần chuyển ở nơi mới đã mất; hãy xóa nơi mới và chạy lại.")
    try:
        make_whole(mark, last_keys(SOURCE, list(tables)))
    except IntegrityError as error:
        raise MoveRefused(f"Có dòng chỉ tới một dòng không tồn tại: {error}") from error


def _copy_again(wrong: list[Table], wanted: dict[str, Digest], say: Say) -> None:
    for table in wrong:
        empty(table)
    copy_all(wrong, wanted, say)
    total = sum(wanted[table.name].rows for table in wrong)
    still = differing(wrong, wanted, digests_of_target(wrong, say, total=total))
    if still:
        names = ", ".join(table.name for table in still)
        raise MoveRefused(f"Chép xong mà vẫn khác nơi cũ: {names}. Đừng dùng cơ sở dữ liệu mới.")


def _check_rounds(steps: Steps, say: Say) -> None:
    say("Kiểm tra các kỳ thi ở cả hai nơi…")
    if found := steps.differences():
        raise MoveRefused("Kiểm tra kỳ thi ở nơi mới khác nơi cũ:\n" + "\n".join(found[:20]))

"""`manage.py after_restore` does and checks what has to follow when a backup was restored."""

from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from contests.models import ReturnedPaper, ReturnState, Round
from contests.returns.missing import Missing, missing
from leaderboard.finals.verification import verify_stored_rows
from quizsite.epochs.heads import heads_files, read_heads
from quizsite.language import moments
from quizsite.management.commands.new_epoch import begin_epoch
from quizsite.models import DatabaseEpoch

SHOWN = 20


class Command(BaseCommand):
    help = (
        "Sau khi khôi phục một bản sao lưu: bắt đầu mốc dữ liệu mới, nêu những câu đã được nhận mà"
        " nay thiếu, kiểm tra các kỳ thi. Chạy lại với --again để xem còn thiếu gì."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        again = "mốc mới đã có: chỉ kiểm tra xem máy người thi đã gửi lại đủ chưa"
        parser.add_argument("--again", action="store_true", help=again)
        where = "tệp heads-*, hoặc thư mục có chúng; mặc định: HEADS_DIR"
        parser.add_argument("--against", nargs="*", type=Path, metavar="TỆP", help=where)

    def handle(self, *args: Any, **options: Any) -> None:
        self._check_tables()
        if not options["again"]:
            self.stdout.write(f"1. Mốc dữ liệu mới: {begin_epoch()}. Máy người thi sẽ tự gửi lại.")
            for name in settings.CACHES:
                caches[name].clear()
            self.stdout.write("2. Đã bỏ các trang và số liệu giữ sẵn.")
            gone, _ = Session.objects.filter(expire_date__lt=timezone.now()).delete()
            self.stdout.write(f"3. Đã bỏ {gone} phiên đăng nhập hết hạn.")
        lost = self._tell_missing(options["against"])
        wrong = self._verify()
        waiting = ReturnedPaper.objects.filter(state=ReturnState.WAITING).count()
        self.stdout.write(f"6. Bài chờ ban tổ chức quyết định: {waiting}.")
        if lost or wrong:
            self._tell_next(lost, wrong)
            raise CommandError("Chưa xong.")
        DatabaseEpoch.objects.filter(handled_at=None).update(handled_at=timezone.now())
        self.stdout.write(
            "Xong. Tiếp theo: verify_audit, apply_retention --apply, và erase_person cho những"
            " người đã yêu cầu xóa sau lúc sao lưu."
        )

    def _check_tables(self) -> None:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise CommandError("Bản sao lưu cũ hơn chương trình: chạy manage.py migrate trước.")

    def _tell_missing(self, against: list[Path] | None) -> list[Missing]:
        heads = read_heads(files_among(against))
        found = list(missing(heads))
        self.stdout.write(
            f"4. Sổ ngoài cơ sở dữ liệu biết {moments.number(len(heads))} bài; còn thiếu câu ở"
            f" {moments.number(len(found))} bài."
        )
        tell(found, write=self.stdout.write)
        return [one for one in found if one.state != ReturnState.REFUSED]

    def _verify(self) -> list[str]:
        wrong = []
        rounds = Round.objects.public().select_related("contest").order_by("pk")
        for round in rounds:
            if round.is_being_finalised:
                wrong.append(f"{round.title}: đang xếp hạng lần cuối, hãy chạy lại sau")
                continue
            found = verify_stored_rows(round, at=timezone.now())
            wrong += [f"{round.pk} ({round.title}): {line}" for line in found.differences]
        self.stdout.write(f"5. Đã kiểm tra {len(rounds)} kỳ thi; {len(wrong)} sai lệch.")
        for line in wrong[:SHOWN]:
            self.stdout.write(f"   {line}")
        return wrong

    def _tell_next(self, lost: list[Missing], wrong: list[str]) -> None:
        if wrong:
            self.stdout.write(
                "Tiếp theo: chạy manage.py rebuild_standings cho các kỳ có sai lệch ở bất biến 7."
            )
        if lost:
            self.stdout.write(
                "Tiếp theo: mở trang cho mọi người vào lại; máy nào còn giữ câu thì tự gửi. Sau vài"
                " phút chạy manage.py after_restore --again. Bài vẫn thiếu: báo ban tổ chức mời"
                " người đó mở lại trang thi trên đúng máy đã làm bài, trong vòng một ngày."
            )


def files_among(against: Iterable[Path] | None) -> list[Path]:
    """The files named, and those in the folders named; without any the site's own."""
    found: list[Path] = []
    for path in against or [settings.HEADS_DIR]:
        if not path.exists():
            raise CommandError(f"Không có {path}.")
        found += heads_files(path) if path.is_dir() else [path]
    return found


def tell(found: list[Missing], *, write: Any) -> None:
    """Name the attempts of which acknowledged answers are missing."""
    words = {"": "", **{str(state): f", {label}" for state, label in ReturnState.choices}}
    for one in found[:SHOWN]:
        where = f"kỳ {one.round}" if one.round else "không có trong cơ sở dữ liệu"
        write(
            f"   lượt thi {one.attempt} ({where}): đã nhận tới số {one.acknowledged.seq}, nay tới"
            f" số {one.stored}{words[one.state]}"
        )
    if len(found) > SHOWN:
        write(f"   … và {len(found) - SHOWN} bài khác")

"""Imports a list of real units: `manage.py import_units FILE [--dry-run]`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from quizsite.accounts.models import HeadcountCategory
from quizsite.accounts.units.list_file import HEADERS, UNITS, read_units
from quizsite.accounts.units.list_import import UnitPlan, plan_units, store_units
from quizsite.accounts.units.list_template import write_unit_template
from quizsite.audit.trail import OPERATOR
from quizsite.refusals import Refusal
from quizsite.tables.reader import endings_in_words, read_table


class Command(BaseCommand):
    help = (
        f"Nhập đơn vị và số CBCCVC từ tệp {endings_in_words()}; "
        "có chỗ sai thì không nhập đơn vị nào. "
        f"Các cột: {', '.join(HEADERS.values())}."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="chỉ xem trước, không lưu")
        parser.add_argument(
            "--category",
            choices=HeadcountCategory.values,
            default=HeadcountCategory.CIVIL,
            help="số người trong tệp là số của nhóm nào (mặc định: cbccvc)",
        )
        parser.add_argument("--source", default="", help="nguồn của số CBCCVC, ví dụ số công văn")

        parser.add_argument(
            "--template", action="store_true", help="không nhập: ghi tệp mẫu .xlsx ra FILE"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["template"]:
            self._write_template(options["file"])
            return
        if not options["file"].is_file():
            raise CommandError(f"Không có tệp {options['file']}.")
        try:
            table = read_units(read_table(options["file"], UNITS))
            plan = plan_units(table, category=HeadcountCategory(options["category"]))
        except Refusal as refusal:
            raise CommandError(str(refusal.message)) from refusal
        for note in table.notes:
            self.stdout.write(note)
        self._tell(plan)
        if options["dry_run"]:
            self.stdout.write("Mới xem trước, chưa lưu gì.")
        elif plan.does_nothing:
            self.stdout.write("Không có gì thay đổi.")
        else:
            store_units(plan, source=options["source"], by=OPERATOR, at=timezone.now())
            self.stdout.write("Đã nhập.")

    def _write_template(self, path: Path) -> None:
        try:
            with path.open("xb") as target:
                write_unit_template(target)
        except FileExistsError as error:
            raise CommandError(f"Đã có tệp {path}.") from error
        self.stdout.write(f"Đã ghi tệp mẫu {path}.")

    def _tell(self, plan: UnitPlan) -> None:
        if plan.problems:
            for problem in plan.problems:
                self.stderr.write(str(problem))
            raise CommandError(f"Có {len(plan.problems)} chỗ cần sửa. Chưa nhập đơn vị nào.")
        unchanged = len(plan.rows) - len(plan.new) - len(plan.changed)
        self.stdout.write(
            f"Đơn vị mới: {len(plan.new)}. Đơn vị sửa: {len(plan.changed)}. "
            f"Không đổi: {unchanged}. Tên khác mới: {plan.new_aliases}."
        )
        self.stdout.write(
            f"Số {plan.category.label} mới: {plan.new_headcounts}. Sửa: {plan.changed_headcounts}."
        )
        if plan.new_kinds:
            self.stdout.write(f"Khối mới: {'; '.join(plan.new_kinds)}.")
        for code, headers in plan.changed.items():
            self.stdout.write(f"  sửa {code}: {', '.join(headers)}")

"""`bin/faults` breaks servers on purpose and looks whether anything was lost."""

import json
import signal
import tempfile
import time
from argparse import SUPPRESS, ArgumentParser
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from quizsite.simulation.faults import verdict_table
from quizsite.simulation.faults.catalogue import faults
from quizsite.simulation.faults.fault import BOTH, Fault
from quizsite.simulation.faults.programs import Missing, find_programs
from quizsite.simulation.faults.rehearsal import Rehearsal, RunFailed, fill_template, play_fault
from quizsite.simulation.faults.verdict import Verdict
from quizsite.simulation.faults.web_process import APPLICATION


class Command(BaseCommand):
    help = "Gây sự cố thật trên máy chủ riêng rồi đối chiếu: không câu trả lời nào được mất."

    def add_arguments(self, parser: ArgumentParser) -> None:
        names = ", ".join(fault.name for fault in faults())
        parser.add_argument("names", nargs="*", metavar="NAME", help=f"mặc định: tất cả ({names})")
        parser.add_argument("--quick", action="store_true", help="bản ngắn, dưới 4 phút")
        parser.add_argument("--database", choices=BOTH, help="mặc định: cả hai")
        parser.add_argument("--bindir", help="thư mục có initdb và postgres")
        parser.add_argument("--json", action="store_true", help="in kết quả bằng JSON")
        parser.add_argument("--markdown", action="store_true", help="in bảng bằng Markdown")
        parser.add_argument("--jobs", type=int, help="số lần chạy cùng lúc; --quick: 2")
        parser.add_argument("--stretch", type=float, default=1, help="kéo dài mỗi lần chạy")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument(
            "--application", default=APPLICATION, help="ứng dụng ASGI thay cho bản chuẩn"
        )
        parser.add_argument(
            "--before",
            type=Path,
            help="thư mục của bản trước: máy chủ bắt đầu bằng bản đó, chạy lại bằng bản này",
        )
        parser.add_argument("--keep", help="thư mục để lại mọi tệp của các lần chạy")
        # The command passes these to itself in the process of one run.
        parser.add_argument("--inside", help=SUPPRESS)
        parser.add_argument("--ground", help=SUPPRESS)
        parser.add_argument("--people", type=int, default=0, help=SUPPRESS)

    def handle(self, *args: Any, **options: Any) -> None:
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # stop the started servers
        try:
            if options["ground"]:
                place = Path(options["ground"])
                fill_template(place, people=options["people"], seed=options["seed"])
            elif options["inside"]:
                self._play(options)
            else:
                self._rehearse(options)
        except (Missing, RunFailed) as trouble:
            raise CommandError(str(trouble)) from trouble

    def _play(self, options: dict[str, Any]) -> None:
        fault = chosen(options["names"])[0]
        size = fault.quick if options["quick"] else fault.full
        play_fault(
            fault,
            replace(size, seconds=size.seconds * options["stretch"]),
            place=Path(options["inside"]),
            programs=find_programs(options["bindir"]),
            application=options["application"],
            seed=options["seed"],
        )

    def _rehearse(self, options: dict[str, Any]) -> None:
        wanted = chosen(options["names"])
        programs = find_programs(options["bindir"])
        place = Path(options["keep"] or tempfile.mkdtemp(prefix="faults-"))
        place.mkdir(parents=True, exist_ok=True)
        rehearsal = Rehearsal(place, programs=programs, is_quick=options["quick"])
        rehearsal.seed, rehearsal.stretch = options["seed"], options["stretch"]
        rehearsal.before = options["before"]
        databases = [options["database"]] if options["database"] else BOTH
        tasks = [
            (fault, database)
            for database in databases
            for fault in wanted
            if database in _databases_of(fault, options)
        ]
        tasks = [task for task in tasks if not self._lacks(task[0])]
        for database in {database for _fault, database in tasks}:
            rehearsal.template(database)
        jobs = options["jobs"] or (2 if options["quick"] else 1)
        application = options["application"]
        with ThreadPoolExecutor(jobs) as pool:
            work = [
                pool.submit(self._one, rehearsal, *task, application=application) for task in tasks
            ]
            try:
                ended = [one.result() for one in work]
            except BaseException:
                # A person ended it: no server may keep running.
                pool.shutdown(wait=False, cancel_futures=True)
                rehearsal.stop()
                raise
        verdicts = [one for one in ended if one is not None]
        self._report(verdicts, options)
        unjudged = len(ended) - len(verdicts)
        if bad := unjudged + sum(not one.is_good for one in verdicts):
            raise CommandError(
                f"{bad} lần chạy có sai lệch, trong đó {unjudged} lần không có kết luận; "
                f"mọi tệp còn ở {place}"
            )

    def _lacks(self, fault: Fault) -> bool:
        if lacks := fault.lacks():
            self.stderr.write(f"– {fault.name}: bỏ qua, {lacks}")
        return bool(lacks)

    def _one(
        self, rehearsal: Rehearsal, fault: Fault, database: str, *, application: str
    ) -> Verdict | None:
        """Play one run; one that ends without a verdict is told, and the others go on."""
        started = time.monotonic()
        self.stderr.write(f"… {fault.name} ({database}): {fault.words}")
        try:
            verdict = rehearsal.run(fault, database, application=application)
        except RunFailed as trouble:
            self.stderr.write(f"{fault.name} ({database}): KHÔNG ĐẠT, không có kết luận. {trouble}")
            return None
        took = time.monotonic() - started
        held = "đạt" if verdict.is_good else "KHÔNG ĐẠT"
        lost = verdict.lost + verdict.foreign
        counts = (
            f"{verdict.saves} lần lưu được xác nhận, mất {lost}, điểm sai {verdict.wrong_scores}"
        )
        lines = [f"{fault.name} ({database}): {held}, {counts} ({took:.0f} s)"]
        lines += [f"    {line}" for line in [*verdict.notes, *verdict.broken]]
        self.stderr.write("\n".join(lines))
        return verdict

    def _report(self, verdicts: list[Verdict], options: dict[str, Any]) -> None:
        if options["json"]:
            found = [one.as_plain() | {"is_good": one.is_good} for one in verdicts]
            self.stdout.write(json.dumps(found, indent=1))
            return
        words = {fault.name: fault.words for fault in faults()}
        table = [verdict_table.HEAD, *verdict_table.rows(verdicts, words.__getitem__)]
        table.append(verdict_table.total(verdicts))
        is_markdown = options["markdown"]
        self.stdout.write(
            (verdict_table.as_markdown if is_markdown else verdict_table.as_text)(table)
        )


def chosen(names: list[str]) -> list[Fault]:
    known = {fault.name: fault for fault in faults()}
    if unknown := [name for name in names if name not in known]:
        raise CommandError(
            f"không có sự cố {', '.join(unknown)}; hãy chọn trong {', '.join(known)}"
        )
    return [known[name] for name in names] or list(known.values())


def _databases_of(fault: Fault, options: dict[str, Any]) -> tuple[str, ...]:
    """Return all databases of a fault that a person names, else those of the CI size."""
    return fault.quick_on if options["quick"] and not options["names"] else fault.databases

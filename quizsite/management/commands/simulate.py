"""`manage.py simulate ROUND --people N --seconds S --base-url URL` lets made-up people compete."""

import asyncio
import random
from argparse import ArgumentParser
from collections.abc import Sequence
from statistics import quantiles
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils import timezone

from contests.models import Round, RoundPhase, Section
from leaderboard.management.rounds import find_round
from questionbank.authoring.revisions import wording_of
from questionbank.models import Revision
from quizsite.simulation.crowd import run_crowd
from quizsite.simulation.ledger import Comparison, Ledger, compare
from quizsite.simulation.people import make_people
from quizsite.simulation.visitor import Knowledge, Plan


class Command(BaseCommand):
    help = "Cho người mô phỏng dự thi qua máy chủ thật, rồi đối chiếu sổ ghi với cơ sở dữ liệu."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("round", help="mã số kỳ thi, hoặc <cuộc thi>/<thứ tự kỳ>")
        parser.add_argument("--people", type=int, default=100)
        parser.add_argument("--seconds", type=float, default=60, help="độ dài một đợt")
        parser.add_argument("--base-url", default="http://127.0.0.1:8000")
        parser.add_argument("--skill", type=float, default=0.75, help="tỷ lệ câu biết, 0 đến 1")
        parser.add_argument("--speed", type=float, default=1, help="nhanh hơn người thật bao nhiêu")
        parser.add_argument("--seed", type=int, default=None)
        parser.add_argument("--forever", action="store_true", help="hết đợt này đến đợt khác")
        parser.add_argument(
            "--first-seconds", type=float, default=None, help="độ dài riêng của đợt đầu"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        round = find_round(options["round"])
        rng = random.Random(options["seed"])  # noqa: S311 -- made-up people
        ledger = Ledger()
        while True:
            self._run_once(round, ledger, rng, options)
            options["first_seconds"] = None
            comparison = compare(ledger)
            self.stdout.write(report(ledger, comparison))
            # Whoever comes or still answers once the round is closed is refused, as people are.
            is_over = options["forever"] and not is_open(round)
            if comparison.lost or comparison.wrong or (ledger.errors and not is_over):
                raise CommandError("có câu trả lời bị mất, điểm sai hoặc lỗi")
            if is_over:
                self.stdout.write(f"{round.title} không còn mở nên người mô phỏng dừng.")
            if is_over or not options["forever"]:
                return
            ledger.forget()

    def _run_once(
        self, round: Round, ledger: Ledger, rng: random.Random, options: dict[str, Any]
    ) -> None:
        people = make_people(
            round.contest,
            count=options["people"],
            skill=options["skill"],
            at=timezone.now(),
            rng=rng,
        )
        plan = plan_for(
            round,
            base_url=options["base_url"].rstrip("/"),
            seconds=(options["first_seconds"] or options["seconds"]) / options["speed"],
        )
        asyncio.run(run_crowd(people, plan=plan, ledger=ledger, rng=rng))


def is_open(round: Round) -> bool:
    """Ask anew: an organiser may have closed it meanwhile."""
    return Round.objects.get(pk=round.pk).phase(timezone.now()) is RoundPhase.OPEN


def plan_for(round: Round, *, base_url: str, seconds: float) -> Plan:
    contest = round.contest
    sections = list(Section.objects.filter(round=round).select_related("division"))
    if not sections:
        raise CommandError(f"{round.title} chưa có ma trận đề")
    division = sections[0].division
    return Plan(
        base_url=base_url,
        enter_path=reverse("contests:enter", args=[contest.slug, round.number]),
        board_path=f"/ws/bang-xep-hang/{contest.slug}/?ky={round.number}&bang={division.code}",
        knowledge=knowledge_of(sections),
        question_count=sum(s.count for s in sections if s.division_id == division.pk),
        seconds=seconds,
    )


def knowledge_of(sections: Sequence[Section]) -> Knowledge:
    """Return the questions as a person knows them, with their keys."""
    wanted = {pk for section in sections for pk in section.pool}
    found = Revision.objects.filter(pk__in=wanted).select_related("answer_key")
    return {revision.stem: wording_of(revision) for revision in found}


def report(ledger: Ledger, comparison: Comparison) -> str:
    errors = ", ".join(f"{kind}: {n}" for kind, n in ledger.errors.most_common()) or "0"
    return (
        f"{comparison.attempts} bài ({comparison.closed} đã đóng), {ledger.saves} lần lưu được "
        f"xác nhận, {ledger.frames} khung bảng xếp hạng\n"
        f"mất: {comparison.lost}  điểm sai: {comparison.wrong}  lỗi: {errors}\n"
        f"lưu: {_percentiles(ledger.save_ms)}  bắt đầu: {_percentiles(ledger.start_ms)}"
    )


def _percentiles(values: list[float]) -> str:
    if len(values) < 2:
        return "chưa đủ số liệu"
    cuts = quantiles(values, n=100)
    return f"p50 {cuts[49]:.0f} ms, p99 {cuts[98]:.0f} ms"

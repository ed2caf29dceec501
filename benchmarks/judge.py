"""Jurors mark thousands of works through the real pages; nothing is lost, no author is named.

Every juror reads each own work, saves a draft and sends the sheet. All bytes that jurors get are
searched for the names that were planted, and other code finds the totals again. Then a second panel
is filled with sheets by bulk writes, to time the pages of whoever leads so many works."""

import argparse
import logging
import random
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from benchmarks.reports import Figures
from contests.judging.assignments import fill_panel
from contests.judging.intake import AnonymousWork, take_works
from contests.judging.members import appoint
from contests.judging.outcomes import note_standings
from contests.judging.panels import create_panel, open_panel
from contests.judging.ready_rubrics import READY_RUBRICS
from contests.judging.recount import differences, recounted_totals
from contests.judging.rubric import use_ready_rubric
from contests.judging.sheets.own import own_works
from contests.judging.subjects import lead_of
from contests.judging.totals import agree_totals, propose_totals, totals_of
from contests.models import (
    Assignment,
    AssignmentState,
    Contest,
    MarkSheet,
    Panel,
    PanelMember,
    PanelRole,
)
from quizsite.accounts.models import User

ROWS = ("works",)
PLANTED = "Tác Giả Cắm Sẵn"  # the beginning of every author's name
LEADS_PAGES = {"progress": "lead", "works": "lead_works", "totals": "totals"}


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--works", type=int, default=10_000)
    parser.add_argument("--jurors", type=int, default=60)
    parser.add_argument("--stored", type=int, default=10_000, help="works of the filled panel")
    parser.add_argument("--planted", type=int, default=500)
    parser.add_argument("--threads", type=int, default=4)


class JudgeBenchmark:
    def __init__(self, chosen: argparse.Namespace) -> None:
        # Pages of test clients, in this process: sessions, middleware and views are the real ones.
        settings.REQUIRE_SECOND_FACTOR = settings.SECURE_SSL_REDIRECT = False
        settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
        logging.disable(logging.INFO)  # a line a request would be most of what is written
        self.chosen, self.at = chosen, datetime.now(UTC)
        self.names = [f"{PLANTED} {n:04}" for n in range(chosen.planted)]
        self.jurors = self._people("giam-khao", [f"Giám khảo {n}" for n in range(chosen.jurors)])
        (self.secretary,) = self._people("thu-ky", ["Thư ký"])
        self.authors = self._people("tac-gia", self.names)
        self.panel = self._panel(chosen.works)

    def _panel(self, count: int) -> Panel:
        contest, rng = Contest.objects.first(), random.Random(4)
        made = Panel(contest=contest, title="Ban giám khảo mô phỏng")
        panel = create_panel(made, by=None, at=self.at)
        use_ready_rubric(panel, READY_RUBRICS["cap-xa"], by=None, at=self.at)
        for n, user in enumerate(self.jurors):
            role = PanelRole.JUROR if n else PanelRole.CHAIR
            appoint(panel, user=user, role=role, by=None, at=self.at)
        appoint(panel, user=self.secretary, role=PanelRole.SECRETARY, by=None, at=self.at)
        works = [
            AnonymousWork(
                parts=(("Hiện trạng", f"Bài số {n}"), ("Cách làm", "Làm nhanh hơn. " * 40)),
                barred=frozenset({rng.choice(self.authors).pk, *self._tied(rng, self.jurors)}),
            )
            for n in range(count)
        ]
        began = time.monotonic()
        take_works(panel, works, by=None, at=self.at, seed="mô phỏng")
        open_panel(panel, by=None, at=self.at)
        self.assigned_s = time.monotonic() - began
        return panel

    @staticmethod
    def _tied(rng: random.Random, jurors: list[User]) -> list[int]:
        """One work in twenty is of somebody whom a juror knows."""
        return [rng.choice(jurors).pk] if rng.random() < 0.05 else []

    def _people(self, stem: str, names: list[str]) -> list[User]:
        rows = [
            User(email=f"{stem}-{n}@mo-phong.vn", full_name=name, date_joined=self.at)
            for n, name in enumerate(names)
        ]
        return list(User.objects.bulk_create(rows))

    def run(self) -> Figures:
        began, cpu, sent, named = time.monotonic(), time.process_time(), 0, 0
        loads = [one.assignments.count() for one in self.panel.members.marking()]
        rounds = 0
        while True:
            rounds += 1
            members = list(self.panel.members.marking().select_related("panel", "user"))
            for count, found in self._each(members):
                sent, named = sent + count, named + found
            waiting = Assignment.objects.to_mark().filter(work__panel=self.panel)
            made = fill_panel(self.panel, by=lead_of(self.panel, None), at=self.at)
            if not made and not waiting.exists():
                break
        marked_s = time.monotonic() - began
        cpu_s = time.process_time() - cpu
        figures = self._figures(sent, named, loads=loads, rounds=rounds)
        return figures | {
            "seconds of marking": round(marked_s, 1),
            "sheets a second": round(sent / marked_s, 1),
            "ms of CPU a sheet, three requests": round(1000 * cpu_s / max(1, sent), 1),
        }

    def _each(self, members: list[PanelMember]) -> Iterator[tuple[int, int]]:
        if self.chosen.threads == 1:
            yield from map(self._mark_all, members)
            return
        with ThreadPoolExecutor(self.chosen.threads) as pool:
            yield from pool.map(self._mark_in_thread, members)

    def _mark_in_thread(self, member: PanelMember) -> tuple[int, int]:
        try:
            return self._mark_all(member)
        finally:
            connection.close()

    def _filled(self) -> Panel:
        """As many sheets as jurors would have sent, all but every hundredth of them."""
        panel, rng = self._panel(self.chosen.stored), random.Random(5)
        leaves = list(panel.rubric_items.values_list("pk", "most", "step"))
        waiting = [
            one for n, one in enumerate(Assignment.objects.filter(work__panel=panel)) if n % 100
        ]
        for first in range(0, len(waiting), 1000):
            some = waiting[first : first + 1000]
            MarkSheet.objects.bulk_create(self._sheet(one, leaves, rng) for one in some)
            sent = Assignment.objects.filter(pk__in=[one.pk for one in some])
            sent.update(state=AssignmentState.SENT, sent_at=self.at)
        works = list(panel.works.values_list("pk", flat=True))
        for first in range(0, len(works), 500):
            note_standings(panel, works[first : first + 500])
        return panel

    def _sheet(
        self, given: Assignment, leaves: list[tuple[int, int, int]], rng: random.Random
    ) -> MarkSheet:
        marks = {str(pk): rng.randrange(most // step + 1) * step for pk, most, step in leaves}
        total, at = sum(marks.values()), self.at
        return MarkSheet(
            assignment=given, number=1, marks=marks, total=total, spent_s=90, sent_at=at
        )

    def _leads_pages(self) -> Figures:
        """How much CPU the pages of the chair take while all sheets are there."""
        panel, client = self._filled(), Client()
        client.force_login(panel.members.get(role=PanelRole.CHAIR).user)
        sheets = MarkSheet.objects.filter(assignment__work__panel=panel)
        found: Figures = {"works of the filled panel": panel.works.count()}
        found["its sheets"] = sheets.count()
        found["seconds to draw its codes and assign"] = round(self.assigned_s, 1)
        for name, route in LEADS_PAGES.items():
            path = reverse(f"contests:{route}", args=[panel.pk])
            client.get(path)  # templates are read, numpy is loaded
            began = time.process_time()
            if client.get(path).status_code != 200:
                raise SystemExit(path)
            found[f"ms of CPU for the chair's page of {name}"] = _ms(began)
        for name in ("to give thirds out", "to look again"):
            began = time.process_time()
            made = fill_panel(panel, by=lead_of(panel, None), at=self.at)
            found[f"ms of CPU {name}"] = _ms(began)
            found[f"assignments made {name}"] = made
        return found

    def _figures(self, sent: int, named: int, *, loads: list[int], rounds: int) -> Figures:
        assigned_s, leads = self.assigned_s, self._leads_pages()
        sheets = MarkSheet.objects.filter(assignment__work__panel=self.panel)
        chair = self.panel.members.get(role=PanelRole.CHAIR).user
        propose_totals(self.panel, by=chair, at=datetime.now(UTC))
        agree_totals(self.panel, by=self.secretary, at=datetime.now(UTC))
        told = {one.code: one.total for one in totals_of(self.panel)}
        return {
            "works": len(told),
            "jurors": self.chosen.jurors,
            "seconds to draw codes and assign": round(assigned_s, 1),
            "fewest works of a juror": min(loads),
            "most works of a juror": max(loads),
            "sheets acknowledged": sent,
            "sheets stored": sheets.count(),
            "third sheets": sheets.filter(assignment__purpose="third").count(),
            "rounds of marking": rounds,
            "answers that name an author": named,
            "totals that differ in the recount": len(list(differences(self.panel)))
            + sum(told[code] != total for code, total in recounted_totals(self.panel).items()),
            **leads,
        }

    def _mark_all(self, member: PanelMember) -> tuple[int, int]:
        """Mark everything that is open to this juror, and count what names somebody."""
        client, rng = Client(raise_request_exception=True), random.Random(member.pk)
        client.force_login(member.user)
        leaves = list(self.panel.rubric_items.values_list("pk", "most", "step"))
        sent = named = 0
        while codes := [one.work.code for one in own_works(member).waiting]:
            for code in codes:
                done, found = self._mark_one(client, code, leaves, rng)
                sent, named = sent + done, named + found
        return sent, named

    def _mark_one(
        self, client: Client, code: str, leaves: list[tuple[int, int, int]], rng: random.Random
    ) -> tuple[int, int]:
        path = reverse("contests:sheet", args=[self.panel.pk, code])
        marks = {
            f"diem-{pk}": f"{rng.randrange(most // 2 // step, most // step + 1) * step / 100:.2f}"
            for pk, most, step in leaves
        }
        json_asked = {"Accept": "application/json"}
        page = client.get(path)
        draft = client.post(f"{path}luu/", {**marks, "lan": "1"}, headers=json_asked)
        answer = client.post(path, marks, headers=json_asked)
        seen = "".join(one.content.decode() for one in (page, draft, answer))
        is_stored = answer.status_code == 200 and answer.json()["code"] == "sent"
        if not is_stored:
            raise SystemExit(f"{path}: {answer.status_code} {answer.content[:300]!r}")
        return int(is_stored), sum(name in seen for name in self.names) if PLANTED in seen else 0


def _ms(began: float) -> float:
    return round(1000 * (time.process_time() - began), 1)


benchmark = JudgeBenchmark

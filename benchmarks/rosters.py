"""Measures the roster of a city: a file of 60,000 people brought in, and the desks that read it.

Two thirds of the people have taken three rounds."""

import argparse
import io
import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from allauth.account.models import EmailAddress
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from benchmarks import filling, visitors
from benchmarks.filled_results import fill_results
from benchmarks.page_load import Load, ask_named
from benchmarks.reports import Figures
from benchmarks.servers import serving
from benchmarks.usage import peak_memory_mb
from contests.models import Contest, ContestOrganiser, Entry, RosterPerson, RosterTerm, Round
from contests.roster.list_file import ROSTER
from contests.roster.previews import confirm_preview, keep_preview, plan_of
from quizsite.accounts.models import HeadcountCategory, Unit, UnitContact, UnitKind, User
from quizsite.audit.kinds import Role
from quizsite.audit.trail import Actor
from quizsite.tables.reader import read_upload
from quizsite.tables.xlsx_template import write_template

WARDS, AGENCIES = 126, 40
ROWS = ("people",)
ROUNDS = (1, 2, 3)
WRONG = 100  # cells of the first file


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--people", type=int, default=60_000)
    parser.add_argument("--connections", type=int, default=4)


class RostersBenchmark:
    def __init__(self, chosen: argparse.Namespace) -> None:
        self.chosen, self.rng = chosen, random.Random(4)
        self.contest = Contest.objects.get()
        self.city, self.units = make_city()
        RosterPerson.objects.all().delete()
        RosterTerm.objects.create(
            contest=self.contest, closes_at=timezone.now() + timedelta(days=9)
        )
        self._let_people_enter()
        self.user = User.objects.get(email=self.emails[0])
        UnitContact.objects.create(user=self.user, unit=self.city, since=timezone.localdate())
        organiser = User.objects.get(email=self.emails[1])
        today = timezone.localdate()
        ContestOrganiser.objects.create(contest=self.contest, user=organiser, since=today)
        cookies = visitors.sign_in([self.user.pk, organiser.pk])
        self.person, self.organiser = cookies[self.user.pk], cookies[organiser.pk]

    def _let_people_enter(self) -> None:
        """Two thirds of the city have entered, each for a unit of it, and have taken a round."""
        count = self.chosen.people * 2 // 3
        entries = filling.fill_people(self.contest, count, at=datetime.now(UTC), rng=self.rng)
        step = -(-count // len(self.units))
        for n, unit in enumerate(self.units):
            first = entries[0] + n * step
            own = Entry.objects.filter(pk__gte=first, pk__lt=first + step)
            own.filter(pk__lte=entries[-1]).update(unit=unit)
        for round in Round.objects.filter(contest=self.contest, number__in=ROUNDS):
            fill_results(round, entries, rng=self.rng, with_total=round.number == ROUNDS[0])
        people = Entry.objects.filter(pk__gte=entries[0]).order_by("pk").select_related("user")
        self.entered = [(one.user.full_name, one.user.email, one.unit_id) for one in people]
        self.emails = [email for _name, email, _unit in self.entered]
        EmailAddress.objects.bulk_create(
            [
                EmailAddress(user_id=one.user_id, email=one.user.email, verified=True, primary=True)
                for one in people
            ],
            batch_size=5000,
        )

    def run(self) -> Figures:
        by, figures = Actor(self.user, Role.CONTACT), {}
        _kept, figures["wrong cells: seconds to the list"] = self._preview(by, wrong=WRONG)
        figures["cells named"] = self.named
        preview, figures["seconds to the preview"] = self._preview(by, wrong=0)
        figures["seconds to store"] = _seconds(
            lambda: confirm_preview(preview, removes_gone=False, by=by, at=timezone.now())
        )
        figures["lines"] = RosterPerson.objects.count()
        figures["lines matched"] = RosterPerson.objects.exclude(entry=None).count()
        figures["peak memory, MB"] = round(peak_memory_mb([os.getpid()]))
        filling.tidy([RosterPerson])
        return {**figures, **self._pages()}

    def _preview(self, by: Actor, *, wrong: int) -> tuple[object, float]:
        """Read a file as the page does, keep it, and say what storing would do."""
        upload = self._file(wrong=wrong)
        began = time.perf_counter()
        raw = read_upload(upload, ROSTER)
        read = time.perf_counter()
        at, said = timezone.now(), {"contest": self.contest, "unit": self.city}
        preview = keep_preview(raw, **said, filename="thanh-pho.xlsx", by=by, at=at)
        preview.refresh_from_db()
        plan = plan_of(preview, at=at)
        self.named = len(plan.problems)
        took = time.perf_counter() - began
        said = f"  read {read - began:.1f} s, checked {took - (read - began):.1f} s"
        print(said, file=sys.stderr)
        return preview, round(took, 1)

    def _file(self, *, wrong: int) -> SimpleUploadedFile:
        book = io.BytesIO()
        write_template(book, ROSTER, self._rows(wrong=wrong), choices={}, notes=[])
        return SimpleUploadedFile("thanh-pho.xlsx", book.getvalue())

    def _rows(self, *, wrong: int) -> Iterator[dict[str, str]]:
        codes = {unit.pk: unit.code for unit in self.units}
        categories = [str(one.label) for one in HeadcountCategory]
        for n in range(self.chosen.people):
            row = dict.fromkeys(ROSTER.headers, "")
            row |= {"category": categories[n % 6], "is_compulsory": "Bắt buộc"}
            row |= {"birth_date": f"{n % 28 + 1:02}/{n % 12 + 1:02}/{1965 + n % 40}"}
            if n < len(self.entered):
                name, email, unit = self.entered[n]
                row |= {"full_name": name, "email": email, "unit": codes[unit]}
            else:
                row |= {"full_name": filling.full_name(self.rng), "staff_code": f"CB{n:06}"}
                row["unit"] = self.units[n % len(self.units)].code
                row["phone"] = f"09{n + 10_000_000:08}"
            if n < wrong:
                row["birth_date"] = "31/02/1990"
            yield row

    def _pages(self) -> Figures:
        load = Load(self.chosen.connections, max(2.0, self.chosen.seconds / 3))
        figures: Figures = {}
        with serving("pages" if connection.vendor == "postgresql" else "all") as server:
            for title, path, person in self._addresses():
                figures |= ask_named(server, title, path, load, people=[person])
        return figures

    def _addresses(self) -> Iterator[tuple[str, str, str]]:
        slug, city, ward = self.contest.slug, self.city.code, self.units[0].code
        for title, code in (("city's", city), ("ward's", ward)):
            yield f"{title} roster", f"/don-vi/{code}/danh-sach/{slug}/?ky=2", self.person
            yield f"{title} desk", f"/don-vi/{code}/?cuoc-thi={slug}&ky=2", self.person
        missing = f"/don-vi/{city}/danh-sach/{slug}/?ky=2&tinh-trang=chua-dang-ky"
        yield "who is missing", missing, self.person
        yield "all rosters", f"/to-chuc/{slug}/danh-sach/?ky=2", self.organiser
        yield "participation", f"/cuoc-thi/{slug}/don-vi/?ky=2", self.person
        yield "bare page", "/suc-khoe", ""


def make_city() -> tuple[Unit, list[Unit]]:
    kind, _is_new = UnitKind.objects.get_or_create(code="thu-tai", defaults={"name": "Thử tải"})
    city = Unit.objects.create(code="thanh-pho-thu", name="Thành phố thử tải", kind=kind)
    names = [f"Phường thử {n}" for n in range(1, WARDS + 1)]
    names += [f"Cơ quan thử {n}" for n in range(1, AGENCIES + 1)]
    made = [
        Unit.objects.create(code=f"don-vi-thu-{n}", name=name, kind=kind, parent=city)
        for n, name in enumerate(names, start=1)
    ]
    return city, made


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return round(time.perf_counter() - began, 1)


benchmark = RostersBenchmark

"""Whoever has no business with a work, a jury, a vote or an idea opens nothing of it.

The addresses are found by their modules, so a new one is walked too; each is asked for by people
with other roles, read and posted, in every state that a jury has."""

from datetime import timedelta

import pytest
from django.urls import get_resolver, reverse

from contests.judging.members import appoint
from contests.judging.panels import open_panel
from contests.judging.totals import agree_totals, propose_totals
from contests.models import (
    Assignment,
    Ballot,
    Candidate,
    LikenessPair,
    MarkSheet,
    Panel,
    PanelRole,
    RubricItem,
    SampleEssay,
    Work,
    WorkAuthor,
    WorkFile,
    WorkState,
)
from contests.written.codes import open_key, send_to_panel
from contests.written.hand_in import hand_in
from contests.written.sieve.decisions import Why, accept
from quizsite.accounts.models import UnitContact
from quizsite.models import AuditLine
from tests.contests.initiatives.cast import published, unit_with_contact
from tests.contests.judging.cast import jurors_in, panel_of, send
from tests.contests.written.cast import (
    CLOSING,
    MIDDAY,
    entered,
    ready_work,
    texts_for,
    whole_draft,
    written_round,
)
from tests.factories import NOON, ContestFactory, OrganiserFactory, UnitFactory, UserFactory
from tests.leaderboard.test_outsiders import _patterns

pytestmark = pytest.mark.django_db

AFTER = CLOSING + timedelta(hours=1)
WALKED = ("contests.written", "contests.judging", "contests.voting", "contests.initiatives")
SECRET, AUTHOR = "BI-MAT", "Người Viết Kín"
# Pages for everybody, or of whoever asks, and without anything of somebody else.
FOR_EVERYBODY = {
    *("contests:initiatives", "contests:initiative_new", "contests:initiative_code"),
    *("contests:own_initiatives", "contests:initiative_similar", "contests:initiative_figures"),
    *("contests:initiative_figures_file", "contests:initiative_tracks", "contests:initiative"),
    *("contests:initiative_support", "contests:council", "contests:judging", "contests:ballot"),
    *("contests:vote", "contests:own_works", "contests:co_author"),
}
KEEPERS = {
    *("contests:initiatives_desk", "contests:initiative_desk", "contests:desk_application"),
    *("contests:application_file", "contests:initiative_settings"),
    "contests:initiative_setting_remove",
}
HARMLESS = {401, 403, 404, 405}


def routes():
    """Wrappers of a view keep its module, or are named by the walk of `contests.initiatives`."""
    return sorted(
        (f"{namespace}:{one.name}", arguments + tuple(one.pattern.regex.groupindex))
        for namespace, arguments, one in _patterns(get_resolver())
        if one.callback.__module__.startswith(WALKED)
    )


class Scene:
    """A round with two works, one of them marked, a draft, a ballot and an idea of a unit."""

    def __init__(self):
        self.round = written_round(tool_statement="not_asked", takes_files=True)
        self.contest = self.round.contest
        self.organiser = OrganiserFactory(contest=self.contest).user
        self.work, self.other = (self._work() for _ in range(2))
        self.author = self.work.entry.user
        self.file = WorkFile.objects.create(
            work=self.work, name=SECRET, kind="pdf", size=9, stored_as="a", begun_at=NOON
        )
        self.panel = panel_of(contest=self.contest, round=self.round, markers=1, title=SECRET)
        self.chair, self.juror = jurors_in(self.panel, 2)
        send_to_panel(self.panel, by=self.organiser, at=AFTER)
        self.ballot = Ballot.objects.create(
            contest=self.contest,
            round=self.round,
            title=SECRET,
            opens_at=NOON,
            closes_at=AFTER,
            made_at=NOON,
        )
        self.candidate = Candidate.objects.create(ballot=self.ballot, title=SECRET)
        self.pair = LikenessPair.objects.create(
            round=self.round,
            work=self.work,
            other_work=self.other,
            share_percent=90,
            words_alike=100,
            reason=SECRET,
            found_at=AFTER,
        )
        self.essay = SampleEssay.objects.create(
            contest=self.contest, title=SECRET, text=SECRET, digest="a", added_at=AFTER
        )
        self.unit, self.contact = unit_with_contact(f"Sở {SECRET}")
        self.idea = published()

    def _work(self):
        work = ready_work(self.round, entry=entered(self.round, user=UserFactory(full_name=AUTHOR)))
        whole_draft(work, sequence=2, title=SECRET, texts=texts_for(self.round, SECRET))
        hand_in(work, at=MIDDAY, may_be_shown=True)
        work.refresh_from_db()
        WorkAuthor.objects.filter(work=work).update(full_name=AUTHOR)
        accept(work, by=self.organiser, at=AFTER, why=Why())
        return work

    def go_to(self, state):
        if state == "draft":
            return
        open_panel(self.panel, by=self.organiser, at=AFTER)
        if state == "marking":
            return
        for one in Assignment.objects.to_mark():
            send(one, "40", "31,25", at=AFTER)
        if state == "sent":
            return
        propose_totals(self.panel, by=self.chair.user, at=AFTER)
        agree_totals(Panel.objects.get(pk=self.panel.pk), by=self.organiser, at=AFTER)
        if state == "open":
            open_key(self.round, by=self.organiser, at=AFTER)

    def address(self, name, wanted):
        said = {
            "slug": self.contest.slug,
            "number": self.round.number,
            "panel_id": self.panel.pk,
            "file_pk": self.file.pk,
            "candidate": self.candidate.pk,
            "sign": "burst",
            "step": "xoa",
            "kind": "bien-ban",
            "ending": "docx",
            "position": 1,
            "tracking": "SK-KHONG-CO",
            "token": "x",
            "code": self._code(name),
            "pk": self._row(name),
        }
        if name == "contests:work_receipt":
            said["number"] = 1
        return reverse(name, kwargs={one: said[one] for one in wanted})

    def _code(self, name):
        return self.unit.code if "unit_" in name else self.panel.works.first().code

    def _row(self, name):
        rows = {
            "rubric_item": RubricItem.objects.first,
            "member_dismiss": lambda: self.juror,
            "lead_step": lambda: Assignment.objects.first() or self.juror,
            "sieve_pair": lambda: self.pair,
            "sample_essay": lambda: self.essay,
            "ballot": lambda: self.ballot,
            "candidate": lambda: self.ballot,
            "votes_annul": lambda: self.ballot,
            "initiative": lambda: self.idea,
            "application": lambda: self.idea,
        }
        short = name.partition(":")[2]
        found = next((row for part, row in rows.items() if part in short), lambda: self.work)
        return found().pk


@pytest.fixture
def scene():
    return Scene()


def nobody(scene):
    return None


def stranger(scene):
    return UserFactory()


def staff(scene):
    return UserFactory(is_staff=True, is_superuser=True)


def another_author(scene):
    """Of a work in the same round; the own works are another matter."""
    return entered(scene.round).user


def former_co_author(scene):
    """Named on the work, and never confirmed."""
    user = entered(scene.round).user
    WorkAuthor.objects.create(work=scene.work, full_name=user.full_name, share_percent=1)
    return user


def other_organiser(scene):
    return OrganiserFactory(contest=ContestFactory(slug="cuoc-khac")).user


def other_juror(scene):
    """Of another panel, of another contest, with a work of the same code."""
    panel = panel_of(contest=ContestFactory(slug="cuoc-khac"))
    return jurors_in(panel, 1)[0].user


def dismissed_chair(scene):
    user = UserFactory()
    member = appoint(scene.panel, user=user, role=PanelRole.SECRETARY, by=None, at=AFTER)
    type(member).objects.filter(pk=member.pk).update(until=AFTER)
    return user


def other_contact(scene):
    user = UserFactory()
    UnitContact.objects.create(user=user, unit=UnitFactory(), since=NOON.date())
    return user


OUTSIDERS = (
    *(nobody, stranger, staff, another_author, former_co_author, other_organiser, other_juror),
    *(dismissed_chair, other_contact),
)


def opened_by(browser, scene, walked):
    """Which addresses gave something, or are broken."""
    found = []
    for name, wanted in walked:
        path = scene.address(name, wanted)
        for answer in (browser.get(path), browser.post(path, {"reason": "x"})):
            to_sign_in = answer.status_code == 302 and "/dang-nhap/" in answer["Location"]
            said = b"".join(answer) if answer.streaming else answer.content
            told = [word for word in (SECRET, AUTHOR) if word in said.decode(errors="ignore")]
            if not (to_sign_in or answer.status_code in HARMLESS) or told:
                found.append((name, answer.status_code, answer.get("Location"), told))
    return found


def facts():
    return (
        AuditLine.objects.count(),
        *(
            list(model.objects.order_by("pk").values_list())
            for model in (Work, Panel, Assignment, MarkSheet, Ballot, Candidate, WorkFile)
        ),
    )


@pytest.mark.parametrize("role", OUTSIDERS, ids=lambda one: one.__name__)
@pytest.mark.parametrize("state", ["marking", pytest.param("open", marks=pytest.mark.proof)])
def test_an_outsider_opens_and_changes_nothing(scene, client, signed_in, role, state):
    who = role(scene)
    scene.go_to(state)
    browser = signed_in(who) if who else client
    before = facts()
    walked = [(name, wanted) for name, wanted in routes() if name not in FOR_EVERYBODY]
    assert len(walked) > 60
    if role is staff:  # they keep the column of ideas, and nothing of a contest
        walked = [one for one in walked if one[0] not in KEEPERS]
    assert opened_by(browser, scene, walked) == []
    assert facts() == before


def allowed_only(scene, browser, mine):
    walked = [one for one in routes() if one[0] not in FOR_EVERYBODY | mine]
    return opened_by(browser, scene, walked)


JURORS = {"own_panel", "sheet", "sheet_draft", "sheet_tie", "work_file"}
LEADS = {"equals", "lead", "lead_works", "lead_work", "lead_step", "lead_act", "totals"}
LEADS |= {"marks_file", "panel_document"}
AUTHORS = {"work", "work_save", "work_draft", "work_authors", "work_hand_in", "work_withdraw"}
AUTHORS |= {
    "work_showing",
    "work_receipt",
    "work_upload",
    "work_piece",
    "file_remove",
    "own_file",
    "sieve_outcome",
}


RARER_STATES = ("draft", "sent", "agreed", "open")


def named(names):
    return {f"contests:{one}" for one in names}


@pytest.mark.parametrize(
    "state",
    ["marking", *(pytest.param(one, marks=pytest.mark.proof) for one in RARER_STATES)],
)
def test_who_has_one_role_opens_no_page_of_another(scene, signed_in, state):
    scene.go_to(state)
    secretary = UserFactory()
    if state in {"draft", "marking", "sent"}:
        appoint(scene.panel, user=secretary, role=PanelRole.SECRETARY, by=None, at=AFTER)
    people = (
        (scene.author, AUTHORS),
        (scene.juror.user, JURORS),
        (scene.chair.user, JURORS | LEADS),
        (secretary, {"own_panel"} | LEADS),
    )
    for user, mine in people:
        assert allowed_only(scene, signed_in(user), named(mine)) == []
    assert Work.objects.get(pk=scene.work.pk).state == WorkState.ACCEPTED

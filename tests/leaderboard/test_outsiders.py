"""Whoever has no business with a contest or a unit opens no page of its papers, lists and people.

The pages are found by their modules, so a new one is walked too."""

import re
from datetime import timedelta

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from contests.models import Invitation, Panel, Quota, RosterPerson, RosterPreview
from leaderboard.document_models import IssuedCertificate, OfficeTemplate
from leaderboard.propaganda_models import PropagandaEvent
from quizsite.accounts.models import UnitContact
from quizsite.accounts.units.contacts import dismiss_contact
from quizsite.audit.kinds import Role
from quizsite.audit.trail import Actor
from quizsite.models import AuditLine
from quizsite.notifications.models import Mailing
from quizsite.tables.reader import RawTable
from tests.factories import (
    NOON,
    ContestFactory,
    EntryFactory,
    OrganiserFactory,
    RosterPersonFactory,
    UnitFactory,
    UserFactory,
)
from tests.leaderboard.cast import take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_at_noon")]

WALKED = (
    *("leaderboard.reports", "leaderboard.propaganda", "leaderboard.official_documents"),
    *("leaderboard.certificates", "leaderboard.participation.views_rosters"),
    *("leaderboard.participation.views_unit_desk", "leaderboard.participation.views_quotas"),
    *("contests.roster", "contests.reminders", "contests.invitations", "contests.quotas"),
)
FOR_EVERYBODY = {"leaderboard:verify", "contests:invitation", "contests:roster_link"}
SECRET = "BI-MAT"
# Where somebody who may not is sent: to sign in, to confirm it, or to what is their own.
SENT_TO = re.compile(r"/dang-nhap/|/tai-khoan/|/tuyen-truyen/don-vi/so-khac/")


def routes():
    return {
        (f"{namespace}:{pattern.name}", tuple(pattern.pattern.regex.groupindex) + arguments)
        for namespace, arguments, pattern in _patterns(get_resolver())
        if pattern.callback.__module__.startswith(WALKED)
    }


def _patterns(resolver: URLResolver, namespace="", arguments=()):
    for one in resolver.url_patterns:
        own = arguments + tuple(one.pattern.regex.groupindex)
        if isinstance(one, URLPattern):
            yield namespace, arguments, one
        else:
            yield from _patterns(one, one.namespace or namespace, own)


@pytest.fixture
def scene(contest, week, division, department, organiser, colleague):
    """All that a page could show of a contest and a unit, with a word that nobody else reads."""
    type(week).objects.update(opens_at=NOON - timedelta(days=2), closes_at=NOON - timedelta(days=1))
    person = UserFactory(full_name=f"Người {SECRET}")
    entry = take(week, division, unit=department, user=person, at=NOON - timedelta(days=1, hours=5))
    OrganiserFactory(contest=contest, user=organiser)
    UnitContact.objects.create(user=colleague, unit=department, since=NOON.date())
    return {
        "contest": contest,
        "round": week,
        "unit": department,
        **rows(contest, entry, organiser),
    }


def rows(contest, entry, owner):
    """A row of each kind that an address names by number."""
    unit = entry.unit
    certificate = IssuedCertificate.objects.create(
        contest=contest,
        entry=entry,
        kind="participant",
        full_name=f"Người {SECRET}",
        unit=unit.name,
        achievement=SECRET,
        number=1,
        salt="a",
        issued_at=NOON,
    )
    OfficeTemplate.objects.create(
        contest=contest, kind="notice", file=b"PK", file_name=SECRET, uploaded_at=NOON
    )
    panel = Panel.objects.create(contest=contest, title=SECRET, seed="a", made_at=NOON)
    soon = {"made_by": owner, "made_at": NOON, "expires_at": NOON + timedelta(days=9)}
    return {
        "entry": entry,
        "certificate": certificate,
        "event": PropagandaEvent.objects.create(
            unit=unit, kind="hoi-nghi", title=SECRET, held_on=NOON.date()
        ),
        "line": RosterPersonFactory(contest=contest, unit=unit, full_name=SECRET),
        "preview": RosterPreview.objects.create(
            owner=owner,
            contest=contest,
            unit=unit,
            filename=SECRET,
            rows=RawTable([], {}, []).as_json(),
            created_at=NOON,
        ),
        "invitation": Invitation.objects.create(contest=contest, note=SECRET, **soon),
        "panel": panel,
        "panel_invitation": Invitation.objects.create(
            panel=panel, panel_role="juror", note=SECRET, **soon
        ),
        "unit_invitation": Invitation.objects.create(unit=unit, note=SECRET, **soon),
        "mailing": Mailing.objects.create(
            occasion=f"reminder:{contest.pk}",
            kind="reminder",
            contest=contest.pk,
            audience={"round": None, "unit": unit.pk},
            facts={"round": SECRET},
            made_by=owner,
            made_at=NOON,
            due_at=NOON + timedelta(days=1),
        ),
        "quota": Quota.objects.create(
            contest=contest, unit_kind=unit.kind, category="cbccvc", at_least=1
        ),
    }


def row_of(name, scene):
    """Which row the number in an address of this route names."""
    kinds = {
        "panel_revoke": "panel_invitation",
        "event": "event",
        "roster_preview": "preview",
        "roster_": "line",
        "unit_invitation": "unit_invitation",
        "revoke": "invitation",
        "reminder_cancel": "mailing",
        "quota": "quota",
    }
    found = next((kind for part, kind in kinds.items() if part in name), None)
    if name.endswith("unit_contact_dismiss"):
        return scene["unit"].contacts.first().user
    return scene[found]


def address(name, wanted, scene):
    usual = {
        "slug": scene["contest"].slug,
        "number": scene["round"].number,
        "code": scene["certificate"].code if "certificate" in name else scene["unit"].code,
        "kind": "participant" if "certificate" in name else "notice",
        "form": "pdf",
        "ending": "pdf",
        "size": "a4",
        "below": 50,
        "panel_id": scene["panel"].pk,
    }
    if "pk" in wanted:
        usual["pk"] = row_of(name, scene).pk
    return reverse(name, kwargs={one: usual[one] for one in wanted})


@pytest.fixture
def nobody(db):
    return None


@pytest.fixture
def entrant(scene, stranger):
    EntryFactory(contest=scene["contest"], user=stranger, unit=scene["unit"])
    return stranger


@pytest.fixture
def other_organiser(scene, stranger):
    OrganiserFactory(contest=ContestFactory(slug="cuoc-khac"), user=stranger)
    return stranger


@pytest.fixture
def other_contact(scene, stranger):
    other = UnitFactory(code="so-khac", name="Sở Khác", kind=scene["unit"].kind)
    UnitContact.objects.create(user=stranger, unit=other, since=NOON.date())
    return stranger


@pytest.fixture
def contact_below(scene, stranger):
    below = UnitFactory(code="phong-con", name="Phòng con", parent=scene["unit"])
    UnitContact.objects.create(user=stranger, unit=below, since=NOON.date())
    return stranger


@pytest.fixture
def former_deputy(scene, stranger, colleague):
    unit = scene["unit"]
    UnitContact.objects.create(user=stranger, unit=unit, since=NOON.date())
    dismiss_contact(unit, user=stranger, by=Actor(colleague, Role.CONTACT), at=NOON)
    return stranger


ROLES = [
    *("nobody", "stranger", "entrant", "other_organiser", "other_contact", "contact_below"),
    "former_deputy",
]


@pytest.mark.parametrize("role", ROLES)
def test_an_outsider_opens_and_changes_nothing(request, client, signed_in, scene, role):
    who = request.getfixturevalue(role)
    browser = signed_in(who) if who else client
    lines = AuditLine.objects.count()
    opened = []
    for name, wanted in sorted(routes()):
        if name in FOR_EVERYBODY or (name == "leaderboard:propaganda" and "contact" in role):
            continue
        path = address(name, wanted, scene)
        for answer in (browser.get(path), browser.post(path, {"reason": "x"})):
            is_sent = answer.status_code == 302 and SENT_TO.match(answer["Location"])
            said = b"".join(answer) if answer.streaming else answer.content
            if not (is_sent or answer.status_code in {403, 404, 405}) or SECRET.encode() in said:
                opened.append((name, answer.status_code, answer.get("Location")))
    assert opened == []
    assert AuditLine.objects.count() == lines


NUMBERED = sorted((name, wanted) for name, wanted in routes() if "pk" in wanted)


@pytest.mark.parametrize(("name", "wanted"), NUMBERED)
def test_a_row_of_others_is_not_found_below_an_own_address(
    scene, signed_in, organiser, colleague, name, wanted
):
    """Under the address of an own contest or unit, with the number of a row of another's."""
    foreign = UnitFactory(code="so-khac", name="Sở Khác", kind=scene["unit"].kind)
    elsewhere = ContestFactory(slug="cuoc-khac")
    entry = EntryFactory(contest=elsewhere, unit=foreign, user=UserFactory())
    UnitContact.objects.create(user=UserFactory(), unit=foreign, since=NOON.date())
    theirs = {"unit": foreign, **rows(elsewhere, entry, UserFactory())}
    row = row_of(name, theirs)
    before = type(row).objects.filter(pk=row.pk).values().get()
    own = {"slug": scene["contest"].slug, "code": scene["unit"].code}
    own["panel_id"] = scene["panel"].pk
    path = reverse(name, kwargs={one: own[one] for one in wanted if one in own} | {"pk": row.pk})
    browser = signed_in(colleague if "code" in wanted else organiser)
    for answer in (browser.get(path), browser.post(path, {"reason": "x"})):
        assert answer.status_code in {302, 403, 404, 405, 409}
        assert SECRET.encode() not in answer.content
    assert type(row).objects.filter(pk=row.pk).values().get() == before
    assert RosterPerson.objects.filter(pk=theirs["line"].pk).exists()
    assert UnitContact.objects.filter(unit=foreign).exists()

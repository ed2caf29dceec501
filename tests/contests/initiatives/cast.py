"""Ideas, a unit with a contact person, and a council, as tests of initiatives want them."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

from contests.initiatives.applications import file_application
from contests.initiatives.councils import make_council, put_before_council, seat_member
from contests.initiatives.intake import Idea, SentBy, send_idea
from contests.initiatives.moderation import publish_idea
from contests.initiatives.pilots import Measured, begin_pilot, end_pilot
from contests.models import Applicant, Application, Council, Pilot
from quizsite.accounts.models import UnitContact
from quizsite.audit.kinds import Role
from quizsite.audit.trail import Actor
from tests.factories import NOON, UnitFactory, UserFactory

SITE = Actor(None, Role.SYSTEM)
DAY = timedelta(days=1)


def idea(title="Gọi số thứ tự bằng giọng đọc", *, user=None, email="", at=NOON, **facts):
    said = {
        "title": title,
        "problem": "Người cao tuổi không nhìn rõ bảng số.",
        "solution": "Lắp loa đọc số thứ tự và quầy.",
        **facts,
    }
    named = bool(user or email)
    sent_by = SentBy(
        user.full_name if user else "Nguyễn Thị Hoa" if named else "Ông Lê Văn Bảy",
        user=user,
        email=email or ("" if user else "bay@example.vn"),
    )
    return send_idea(Idea(**said), sent_by=sent_by, form_id=uuid4(), at=at)


def published(title="Gọi số thứ tự bằng giọng đọc", *, at=NOON, **facts):
    return publish_idea(idea(title, at=at, **facts), by=SITE, at=at)


def unit_with_contact(name="Phường Mẫu"):
    unit = UnitFactory(name=name)
    user = UserFactory()
    UnitContact.objects.create(user=user, unit=unit, since=NOON.date())
    return unit, user


def tried(found=None, *, unit=None, at=NOON):
    """An idea whose trial is over, with one figure before and after."""
    found = found or published(at=at)
    unit = unit or UnitFactory()
    begins_on = (at - 30 * DAY).date()
    pilot = begin_pilot(
        Pilot(initiative=found, unit=unit, begins_on=begins_on),
        figures=[Measured("Thời gian chờ", "phút", Decimal(40))],
        by=SITE,
        at=at,
    )
    end_pilot(
        pilot,
        ends_on=at.date(),
        summary="Người dân chờ ít hơn.",
        afters=[Decimal("15.5")],
        by=SITE,
        at=at,
    )
    found.refresh_from_db()
    return found


def application(found, **facts):
    return Application(
        **{
            "initiative": found,
            "addressee": "Ủy ban nhân dân phường Mẫu",
            "title": found.title,
            "field": "Cải cách thủ tục hành chính",
            "first_used_on": (NOON - 30 * DAY).date(),
            "nature": "Loa đọc số.",
            "conditions": "Một bộ loa.",
            "benefit_by_author": "Bớt 24 phút chờ.",
            "is_pledged": True,
            **facts,
        }
    )


def author(share_percent=100, **facts):
    said = {"full_name": "Lê Văn Bảy", "workplace": "Phường Mẫu", **facts}
    return Applicant(share_percent=share_percent, **said)


def council_of(members, *, share_percent=70):
    council = make_council(
        Council(name="Hội đồng sáng kiến phường", share_percent=share_percent), by=SITE, at=NOON
    )
    for user in members:
        seat_member(council, user, by=SITE, at=NOON)
    return council


def before_council(members, *, found=None, authors=None, share_percent=70):
    found = found or tried()
    filed = file_application(application(found), applicants=authors or [author()], by=SITE, at=NOON)
    council = council_of(members, share_percent=share_percent)
    return put_before_council(filed, council, by=SITE, at=NOON)

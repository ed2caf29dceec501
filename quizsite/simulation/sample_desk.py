"""What organisers of the sample contest find on their desk: a second organiser, an invitation, a
barred person, a question that somebody reported, an incident, papers not made alone, an appeal,
surveys, ideas, the lines of an office on documents."""

import random
from datetime import datetime, timedelta

from django.db import transaction

from contests.allowances.incidents import propose_incident
from contests.allowances.jobs import preview_incident
from contests.analysis.jobs import analyse
from contests.appeals.appeals import appeal_question
from contests.initiatives.sample_initiatives import load_sample_initiatives
from contests.integrity.jobs import find_signs
from contests.invitations.invitations import invite
from contests.models import (
    Affected,
    Attempt,
    BarredPerson,
    Contest,
    Incident,
    Remedy,
    Round,
    RulingKind,
)
from contests.planning.roles import add_organiser
from contests.registration.bars import bar_person
from contests.rulings.decisions import propose_ruling
from contests.sample_contest import ORGANISER, sample_account
from contests.subjects import organiser
from contests.surveys.sample_surveys import load_sample_surveys
from leaderboard.document_models import DocumentOffice
from leaderboard.official_documents.issue import set_office
from leaderboard.propaganda.sample_events import load_sample_events
from leaderboard.wrong_questions.jobs import preview_ruling
from questionbank.models import Revision
from quizsite.accounts.models import Unit, User
from quizsite.simulation.past_results import make_table
from quizsite.simulation.sample_notices import load_sample_notices
from quizsite.simulation.sample_unit_desk import load_sample_unit_desk

SECOND_ORGANISER = "to-chuc-2@example.vn"
_SEED = 2026
_REPORTED = "Dữ liệu mẫu: ví dụ một câu bị báo sai. Hãy xem trước rồi xác nhận hoặc bác."

_POWER_CUT = "Dữ liệu mẫu: mất điện một buổi ở trụ sở."
_APPEALED = "Dữ liệu mẫu: văn bản làm căn cứ của câu này đã có văn bản khác thay thế."


@transaction.atomic
def load_sample_desk(contest: Contest, *, at: datetime, password: str) -> None:
    """The first organiser finds what the second has done; loading again adds nothing."""
    first = User.objects.get(email=ORGANISER)
    second = sample_account(SECOND_ORGANISER, "Phạm Văn Long", unit=None, at=at, password=password)
    add_organiser(contest, user=second, by=organiser(first), at=at)
    if contest.barred_people.exists():
        return
    until = at + timedelta(days=7)
    invite(contest=contest, note="Dữ liệu mẫu: anh Nam", until=until, by=second, at=at)
    load_sample_notices(contest, by=second, at=at)
    bar_person(
        BarredPerson(
            contest=contest,
            full_name="Đỗ Văn Giúp",
            email="nguoi-giup-viec@example.vn",
            reason="Dữ liệu mẫu: người giúp việc của ban tổ chức.",
        ),
        by=second,
        at=at,
        accepts_entries=False,
    )
    round = contest.rounds.get(number=2)
    section = round.sections.order_by("pk")[0]
    ruling = propose_ruling(
        round,
        Revision.objects.get(pk=section.pool[0]),
        kind=RulingKind.GIVE,
        reason=_REPORTED,
        by=second,
        at=at,
    )
    preview_ruling.enqueue(ruling.pk)
    _propose_incident(round, by=second, at=at)
    over = contest.rounds.get(number=1)
    make_table(over, count=4, rng=random.Random(_SEED))  # noqa: S311 -- made-up people
    load_sample_unit_desk(contest, rng=random.Random(_SEED))  # noqa: S311 -- the same
    find_signs.enqueue(over.pk)
    analyse.enqueue(over.pk)
    _appeal(contest, at=at)
    load_sample_events(at=at)
    load_sample_surveys(contest, by=second, at=at, rng=random.Random(_SEED))  # noqa: S311 -- the same
    load_sample_initiatives(members=_council(first, second), at=at)
    set_office(sample_office(contest), by=second, at=at)


def _council(first: User, second: User) -> list[User]:
    """The two organisers and the contact person, or somebody else, sit in the sample's council."""
    others = User.objects.filter(is_active=True).exclude(pk__in=(first.pk, second.pk))
    contact = others.filter(contact_for__unit__is_sample=True).order_by("pk").first()
    third = contact or others.order_by("pk").first()
    return [first, second, *([third] if third else [])]


def sample_office(contest: Contest) -> DocumentOffice:
    return DocumentOffice(
        contest=contest,
        superior="ỦY BAN NHÂN DÂN (DỮ LIỆU MẪU)",
        agency="SỞ NỘI VỤ (DỮ LIỆU MẪU)",
        place="Hà Nội",
        symbol="SNV",
        decider="GIÁM ĐỐC SỞ NỘI VỤ",
        signer_authority="GIÁM ĐỐC",
        signer_name="Nguyễn Văn Mẫu",
        chair_name="Nguyễn Văn Mẫu",
        secretary_name="Trần Thị Mẫu",
        bases="Quyết định số 00/QĐ-MAU (dữ liệu mẫu)",
        recipients="Các đơn vị dự thi\nLưu: VT",
    )


def _appeal(contest: Contest, *, at: datetime) -> None:
    """Somebody of the round that is over appeals a question, if made-up people took it."""
    papers = Attempt.objects.closed().filter(round=contest.rounds.get(number=1))
    paper = papers.select_related("round__contest", "entry").order_by("pk").first()
    if paper is not None:
        appeal_question(paper, position=1, text=_APPEALED, at=at)


def _propose_incident(round: Round, *, by: User, at: datetime) -> None:
    incident = Incident(
        round=round,
        affected=Affected.EVERYBODY,
        unit=Unit.objects.get(code="so-noi-vu"),
        remedy=Remedy.ATTEMPT,
        extra_attempts=1,
        reason=_POWER_CUT,
    )
    propose_incident(incident, may_pass_closing=False, accepts_shown=False, by=by, at=at)
    preview_incident.enqueue(incident.pk)

"""Rows without surprises; every value a test cares about is given by the test."""

from datetime import UTC, datetime, timedelta
from typing import Any

import factory
from allauth.account.models import EmailAddress
from factory.django import DjangoModelFactory

from contests.models import (
    Attempt,
    BarredPerson,
    BarredUnit,
    Contest,
    ContestOrganiser,
    ContestState,
    Division,
    DivisionRule,
    Entry,
    Quota,
    RosterPerson,
    Round,
    RoundState,
    Section,
)
from questionbank.models import AnswerKey, Axis, LegalDocument, Question, Revision, RevisionState
from quizsite.accounts.models import Headcount, Unit, UnitKind, User

NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)  # thứ Hai, 12:00 in Hà Nội


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    full_name = factory.Sequence(lambda n: f"Nguyễn Văn An {n}")
    email = factory.Sequence(lambda n: f"nguoi{n}@example.vn")
    date_joined = NOON - timedelta(days=30)

    @factory.post_generation
    def confirmed(self: Any, create: bool, extracted: bool | None, **kwargs: Any) -> None:  # noqa: FBT001 -- factory_boy's signature
        if create and extracted is not False and self.email:
            EmailAddress.objects.create(user=self, email=self.email, verified=True, primary=True)


class UnitKindFactory(DjangoModelFactory[UnitKind]):
    class Meta:
        model = UnitKind
        django_get_or_create = ("code",)

    code = "so"
    name = "Sở, ngành"


class UnitFactory(DjangoModelFactory[Unit]):
    class Meta:
        model = Unit

    code = factory.Sequence(lambda n: f"don-vi-{n}")
    name = factory.Sequence(lambda n: f"Đơn vị {n}")
    kind = factory.SubFactory(UnitKindFactory)


class HeadcountFactory(DjangoModelFactory[Headcount]):
    class Meta:
        model = Headcount

    unit = factory.SubFactory(UnitFactory)
    category = "cbccvc"
    as_of = NOON.date() - timedelta(days=30)
    people = 100


class AxisFactory(DjangoModelFactory[Axis]):
    class Meta:
        model = Axis
        django_get_or_create = ("code",)

    code = "1"
    name = "Cải cách thể chế"
    position = 1


class LegalDocumentFactory(DjangoModelFactory[LegalDocument]):
    class Meta:
        model = LegalDocument
        django_get_or_create = ("number",)

    number = "76/NQ-CP"
    title = "Chương trình tổng thể cải cách hành chính nhà nước giai đoạn 2021-2030"


class QuestionFactory(DjangoModelFactory[Question]):
    class Meta:
        model = Question

    code = factory.Sequence(lambda n: f"C-{n:04}")
    axis = factory.SubFactory(AxisFactory)
    created_at = NOON - timedelta(days=20)


class RevisionFactory(DjangoModelFactory[Revision]):
    """A published question; `right` names the right options, from 0."""

    class Meta:
        model = Revision
        skip_postgeneration_save = True

    question = factory.SubFactory(QuestionFactory)
    number = 1
    stem = factory.Sequence(lambda n: f"Câu hỏi số {n}?")
    options = factory.LazyFunction(lambda: ["Một", "Hai", "Ba", "Bốn"])
    audience = "chung"
    difficulty = "de"
    document = factory.SubFactory(LegalDocumentFactory)
    article = "Mục III"
    state = RevisionState.PUBLISHED
    created_at = NOON - timedelta(days=20)
    published_at = NOON - timedelta(days=19)

    @factory.post_generation
    def right(self: Any, create: bool, extracted: list[int] | None, **kwargs: Any) -> None:  # noqa: FBT001 -- factory_boy's signature
        AnswerKey.objects.create(
            revision=self, right_options=extracted or [0], explanation="Vì luật nói vậy."
        )


class ContestFactory(DjangoModelFactory[Contest]):
    class Meta:
        model = Contest

    slug = factory.Sequence(lambda n: f"cuoc-thi-{n}")
    title = "Tìm hiểu cải cách hành chính"
    organiser_name = "Sở Nội vụ"
    state = ContestState.PUBLISHED
    tie_chain = factory.LazyFunction(lambda: ["correct", "time_used", "submitted_earlier"])
    created_at = NOON - timedelta(days=10)


class OrganiserFactory(DjangoModelFactory[ContestOrganiser]):
    class Meta:
        model = ContestOrganiser

    contest = factory.SubFactory(ContestFactory)
    user = factory.SubFactory(UserFactory)
    since = NOON - timedelta(days=10)


class DivisionFactory(DjangoModelFactory[Division]):
    class Meta:
        model = Division

    contest = factory.SubFactory(ContestFactory)
    code = factory.Sequence(lambda n: f"bang-{n}")
    name = "Cán bộ, công chức, viên chức"
    audience = "cbccvc"
    headcount_category = "cbccvc"


class DivisionRuleFactory(DjangoModelFactory[DivisionRule]):
    class Meta:
        model = DivisionRule

    division = factory.SubFactory(DivisionFactory)


class QuotaFactory(DjangoModelFactory[Quota]):
    class Meta:
        model = Quota

    contest = factory.SubFactory(ContestFactory)
    unit_kind = factory.SubFactory(UnitKindFactory)
    category = "lanh-dao"
    at_least = 1


class RoundFactory(DjangoModelFactory[Round]):
    """A published round open from NOON − 1 h to NOON + 7 days; its pool is up to the test."""

    class Meta:
        model = Round

    contest = factory.SubFactory(ContestFactory)
    number = factory.Sequence(lambda n: n + 1001)  # as people write it: "1.001"
    title = "Tuần 1"
    state = RoundState.PUBLISHED
    opens_at = NOON - timedelta(hours=1)
    closes_at = NOON + timedelta(days=7)
    time_limit_s = 900
    tie_chain = factory.LazyFunction(lambda: ["correct", "time_used", "submitted_earlier"])
    created_at = NOON - timedelta(days=5)
    published_at = NOON - timedelta(days=1)
    lots_seed = "a" * 64


class SectionFactory(DjangoModelFactory[Section]):
    class Meta:
        model = Section

    round = factory.SubFactory(RoundFactory)
    division = factory.SubFactory(DivisionFactory, contest=factory.SelfAttribute("..round.contest"))
    axis = factory.SubFactory(AxisFactory)
    count = 2


class EntryFactory(DjangoModelFactory[Entry]):
    class Meta:
        model = Entry

    contest = factory.SubFactory(ContestFactory)
    user = factory.SubFactory(UserFactory)
    division = factory.SubFactory(DivisionFactory, contest=factory.SelfAttribute("..contest"))
    unit = factory.SubFactory(UnitFactory)
    display_name = factory.LazyAttribute(lambda entry: entry.user.short_name)
    registered_at = NOON - timedelta(days=2)


class AttemptFactory(DjangoModelFactory[Attempt]):
    """An open attempt whose paper the test gives as `paper`."""

    class Meta:
        model = Attempt

    entry = factory.SubFactory(EntryFactory)
    round = factory.SubFactory(RoundFactory, contest=factory.SelfAttribute("..entry.contest"))
    number = 1
    seed = 1
    paper = factory.LazyFunction(list)
    question_count = factory.LazyAttribute(lambda attempt: len(attempt.paper))
    started_at = NOON
    deadline_at = factory.LazyAttribute(
        lambda attempt: attempt.started_at + timedelta(seconds=attempt.round.time_limit_s)
    )


class BarredPersonFactory(DjangoModelFactory[BarredPerson]):
    class Meta:
        model = BarredPerson

    contest = factory.SubFactory(ContestFactory)
    reason = "Vợ của trưởng ban tổ chức"
    barred_at = NOON - timedelta(days=1)


class BarredUnitFactory(DjangoModelFactory[BarredUnit]):
    class Meta:
        model = BarredUnit

    contest = factory.SubFactory(ContestFactory)
    unit = factory.SubFactory(UnitFactory)
    reason = "Cơ quan tổ chức cuộc thi"
    barred_at = NOON - timedelta(days=1)


class RosterPersonFactory(DjangoModelFactory[RosterPerson]):
    class Meta:
        model = RosterPerson

    contest = factory.SubFactory(ContestFactory)
    unit = factory.SubFactory(UnitFactory)
    full_name = factory.Sequence(lambda n: f"Trần Thị Bình {n}")
    email = factory.Sequence(lambda n: f"binh{n}@coquan.vn")
    category = "cbccvc"
    added_at = NOON - timedelta(days=3)

"""A round is published only with a blueprint the bank can fill, whatever is drawn."""

import hashlib
import random
from datetime import date, time, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from contests.models import Round, RoundState, Section
from contests.planning.blueprint import (
    kinds_asked,
    opening_day,
    problems_of,
    sets_of,
    shortages,
)
from contests.planning.publish_round import (
    RoundNotDraft,
    RoundNotReady,
    publish_round,
    readiness_problems,
)
from questionbank.models import RevisionState
from quizsite.models import AuditLine
from tests.factories import (
    NOON,
    AxisFactory,
    ContestFactory,
    DivisionFactory,
    LegalDocumentFactory,
    OrganiserFactory,
    RevisionFactory,
    RoundFactory,
    SectionFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft() -> Round:
    """A draft with one division and no blueprint opens tomorrow."""
    contest = ContestFactory()
    DivisionFactory(contest=contest, name="CBCCVC")
    return RoundFactory(
        contest=contest,
        state=RoundState.DRAFT,
        published_at=None,
        lots_seed="",
        opens_at=NOON + timedelta(days=1),
    )


def blueprint_problems(round):
    return problems_of(
        list(round.sections.in_words()),
        divisions=list(round.contest.divisions.all()),
        on=opening_day(round),
        sets=sets_of(round),
    )


def section(round, **fields) -> Section:
    return SectionFactory(round=round, division=round.contest.divisions.first(), **fields)


def test_publishing_freezes_the_pool_and_seals_the_lots(draft, organiser):
    part = section(draft, count=2)
    revisions = [RevisionFactory() for _ in range(3)]
    RevisionFactory(state=RevisionState.DRAFT)

    publish_round(draft, by=organiser, at=NOON)

    part.refresh_from_db()
    draft.refresh_from_db()
    assert part.pool == [revision.pk for revision in revisions]
    assert (draft.state, draft.published_at) == (RoundState.PUBLISHED, NOON)
    assert hashlib.sha256(draft.lots_seed.encode()).hexdigest() == draft.lots_commitment
    line = AuditLine.objects.get(kind="published")
    assert (line.kind, line.by_id, line.at) == ("published", organiser.pk, NOON)
    assert draft.lots_seed not in str(line.after)


def test_publishing_twice_is_refused(draft):
    section(draft, count=1)
    RevisionFactory()
    publish_round(draft, by=None, at=NOON)
    with pytest.raises(RoundNotDraft):
        publish_round(draft, by=None, at=NOON)


def test_publishing_from_a_second_tab_with_the_old_draft_is_refused(draft):
    section(draft, count=1)
    RevisionFactory()
    stale = Round.objects.get(pk=draft.pk)
    publish_round(draft, by=None, at=NOON)
    seed = Round.objects.get(pk=draft.pk).lots_seed

    with pytest.raises(RoundNotDraft):
        publish_round(stale, by=None, at=NOON)
    assert Round.objects.get(pk=draft.pk).lots_seed == seed


def test_shortage_names_axis_difficulty_division_and_how_many(draft):
    section(draft, count=5, difficulty="kho")
    for _ in range(3):
        RevisionFactory(difficulty="kho")

    (problem,) = blueprint_problems(draft)

    assert problem.missing == 2
    assert problem.message == (
        "Trục “Cải cách thể chế”, mức độ khó, bảng CBCCVC: cần 5 câu, ngân hàng có 3 câu, "
        "thiếu 2 câu."
    )


def test_shortage_counts_what_other_cells_may_take(draft):
    section(draft, count=2, difficulty="de")
    section(draft, count=3, difficulty="")
    for _ in range(4):
        RevisionFactory(difficulty="de")

    (first, second) = blueprint_problems(draft)

    assert (first.missing, second.missing) == (1, 1)
    assert second.message == (
        "Trục “Cải cách thể chế”, mức độ bất kỳ, bảng CBCCVC: cần 3 câu, ngân hàng có 4 câu "
        "nhưng các phần khác của đề có thể rút mất 2 câu, thiếu 1 câu."
    )


def test_a_refused_round_stays_a_draft(draft):
    section(draft, count=5)
    with pytest.raises(RoundNotReady):
        publish_round(draft, by=None, at=NOON)
    draft.refresh_from_db()
    assert (draft.state, draft.lots_seed) == (RoundState.DRAFT, "")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"closes_at": NOON}, "Thời gian thi đã qua. Hãy chọn lại giờ mở và giờ đóng."),
        ({"tie_chain": []}, "Hãy chọn ít nhất một tiêu chí xếp hạng."),
        (
            {"tie_chain": ["correct", "prediction"]},
            "Thứ tự xếp hạng có tiêu chí dự đoán nhưng kỳ thi không có câu dự đoán.",
        ),
        (
            {"tie_chain": ["exact"], "prediction_target": "text"},
            (
                "Câu trả lời bằng lời được chấm điểm nên không có “dự đoán đúng chính xác”. Hãy bỏ "
                "điều kiện này, hoặc hỏi một con số."
            ),
        ),
        (
            {"tie_chain": ["points"], "points_scale": 100},
            "Kỳ thi tính điểm theo từng phần nên không dùng thang điểm. Hãy bỏ một trong hai.",
        ),
    ],
)
def test_round_with_a_wrong_setting_is_refused(draft, change, said):
    section(draft, count=1)
    RevisionFactory()
    Round.objects.filter(pk=draft.pk).update(opens_at=NOON - timedelta(days=1))
    Round.objects.filter(pk=draft.pk).update(**change)
    draft.refresh_from_db()
    with pytest.raises(RoundNotReady) as refusal:
        publish_round(draft, by=None, at=NOON)
    assert refusal.value.detail["problems"] == [said]


def test_round_of_a_draft_contest_is_refused(draft):
    draft.contest.state = "draft"
    draft.contest.save()
    section(draft, count=1)
    RevisionFactory()
    with pytest.raises(RoundNotReady) as refusal:
        publish_round(draft, by=None, at=NOON)
    assert refusal.value.detail["problems"] == ["Hãy công bố cuộc thi trước khi công bố kỳ thi."]


def test_division_without_questions_is_named(draft):
    DivisionFactory(contest=draft.contest, name="Người dân", position=1)
    section(draft, count=1)
    RevisionFactory()
    assert [problem.message for problem in blueprint_problems(draft)] == [
        "Bảng Người dân chưa có câu hỏi nào trong ma trận đề."
    ]


def test_question_whose_document_is_out_of_force_that_day_is_left_out_and_listed(draft):
    section(draft, count=1)
    kept = RevisionFactory()
    old = LegalDocumentFactory(
        number="61/2018/NĐ-CP",
        in_force_until=date(2026, 11, 24),
        replaced_by=LegalDocumentFactory(number="118/2025/NĐ-CP"),
    )
    gone = RevisionFactory(document=old)

    publish_round(draft, by=None, at=NOON)

    assert draft.sections.get().pool == [kept.pk]
    assert draft.left_out == [
        {
            "code": gone.question.code,
            "document": "61/2018/NĐ-CP",
            "reason": "Văn bản 61/2018/NĐ-CP hết hiệu lực từ 24/11/2026, thay bằng 118/2025/NĐ-CP.",
        }
    ]


def test_the_pool_holds_only_the_divisions_own_and_common_questions(draft):
    part = section(draft, count=1)
    own, common = RevisionFactory(audience="cbccvc"), RevisionFactory(audience="chung")
    RevisionFactory(audience="nguoi-dan")
    RevisionFactory(question__axis=AxisFactory(code="2", name="Trục hai", position=2))
    publish_round(draft, by=None, at=NOON)
    part.refresh_from_db()
    assert part.pool == [own.pk, common.pk]


sections_with_pools = st.lists(
    st.tuples(st.frozensets(st.integers(0, 11), max_size=10), st.integers(1, 4)),
    min_size=1,
    max_size=5,
)


@given(sections_with_pools=sections_with_pools, seed=st.integers(0, 2**32))
def test_any_draw_succeeds_where_no_shortage_is_named(sections_with_pools, seed):
    asked = [(Section(count=count), sorted(pool)) for pool, count in sections_with_pools]
    if shortages(asked):
        return
    rng = random.Random(seed)
    order = sorted(asked, key=lambda part: (len(part[1]), rng.random()))
    drawn: set[int] = set()
    for part, pool in order:
        left = [pk for pk in pool if pk not in drawn]
        assert len(left) >= part.count
        drawn |= set(rng.sample(left, part.count))


@given(sections_with_pools=sections_with_pools)
def test_a_pool_smaller_than_its_count_is_always_a_shortage(sections_with_pools):
    asked = [(Section(count=count), sorted(pool)) for pool, count in sections_with_pools]
    short = [section for section, pool in asked if len(pool) < section.count]
    named = [shortage.section for shortage in shortages(asked)]
    assert all(any(section is other for other in named) for section in short)


def test_a_result_is_not_promised_before_the_round_closes(draft):
    draft.contest.result_days, draft.contest.result_by = 0, time(9)
    (said,) = readiness_problems(draft, at=NOON)
    assert "trước 09:00 trong ngày kỳ thi đóng" in said
    draft.contest.result_by = time(20)
    assert readiness_problems(draft, at=NOON) == []


def test_a_draft_names_the_kinds_that_the_bank_would_give_it_now(draft):
    grid = RevisionFactory(kind="grid", options=["Một", "Hai"], right=[1, 2])
    RevisionFactory(kind="text", options=["1"], right=[1, "một cửa"], difficulty="kho")
    part = section(draft, count=1, axis=grid.question.axis, difficulty="de")
    assert kinds_asked(draft, [part]) == ["grid"]
    draft.state, draft.question_kinds = RoundState.PUBLISHED, ["choice"]
    assert kinds_asked(draft, [part]) == ["choice"]


def test_the_page_before_publishing_writes_the_rules_of_these_kinds(draft, signed_in, organiser):
    OrganiserFactory(contest=draft.contest, user=organiser)
    grid = RevisionFactory(kind="grid", options=["Một", "Hai"], right=[1, 2])
    section(draft, count=1, axis=grid.question.axis)
    path = reverse("contests:round_publish", args=[draft.contest.slug, draft.number])
    page = signed_in(organiser).get(path).content.decode()
    assert "chọn Đúng hoặc Sai cho từng ý" in page
    draft.refresh_from_db()
    assert draft.question_kinds is None

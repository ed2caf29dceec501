"""Parts of a paper: of a round's own sets, of any axis, of a field that the entrant chooses."""

from datetime import timedelta

import pytest
from django.urls import reverse

from contests.attempts.start import FieldNotChosen, draw_attempt, start_attempt
from contests.attempts.usage import usage_of
from contests.models import Entry, Round, RoundState, Section
from contests.papers.drawing import draw_paper, paper_source_of
from contests.planning.publish_round import RoundNotReady, publish_round, readiness_problems
from contests.planning.reuse import Reuse
from contests.planning.rounds import copy_round
from contests.planning.take_back import withdraw_round
from contests.registration.fields import FieldIsChosen, NoSuchField, choose_field
from contests.regulation.round import round_regulation
from questionbank.models import QuestionSet, Revision
from tests.factories import (
    NOON,
    AxisFactory,
    ContestFactory,
    DivisionFactory,
    EntryFactory,
    OrganiserFactory,
    RevisionFactory,
    RoundFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_kept():
    paper_source_of.cache_clear()


@pytest.fixture
def contest(organiser):
    contest = ContestFactory(slug="thu-do")
    OrganiserFactory(contest=contest, user=organiser)
    return contest


@pytest.fixture
def division(contest):
    return DivisionFactory(contest=contest, audience="cbccvc", name="Cán bộ")


@pytest.fixture
def draft(contest):
    return RoundFactory(
        contest=contest, state=RoundState.DRAFT, number=1, opens_at=NOON, published_at=None
    )


def questions(count, name="", **fields):
    made = [RevisionFactory(**fields) for _n in range(count)]
    if name:
        QuestionSet.objects.create(name=name, created_at=NOON).questions.set(
            [one.question for one in made]
        )
    return [one.pk for one in made]


def part(draft, division, count, **facts):
    if name := facts.pop("of", ""):
        facts["question_set"] = QuestionSet.objects.get(name=name)
    return Section.objects.create(round=draft, division=division, count=count, **facts)


def publish(draft):
    return publish_round(
        draft, by=None, at=NOON - timedelta(days=1), reuse=Reuse.ACCEPT, reason="thử"
    )


def pools(round):
    return [set(one.pool) for one in round.sections.in_words()]


def test_a_round_draws_from_its_own_sets_and_else_from_its_contest_s(draft, division):
    first, second = questions(3, "Tuần 1"), questions(3, "Tuần 2")
    draft.contest.question_sets.set(QuestionSet.objects.filter(name="Tuần 1"))
    part(draft, division, 2, axis=AxisFactory())
    draft.question_sets.set(QuestionSet.objects.filter(name="Tuần 2"))

    assert pools(publish(draft)) == [set(second)]

    other = copy_round(draft, by=None, at=NOON)
    other.question_sets.clear()
    assert pools(publish(other)) == [set(first)]


def test_a_part_draws_from_its_set_on_every_axis(draft, division):
    week = questions(3, "Tuần 1", question__axis=AxisFactory(code="1"))
    week += questions(2, question__axis=AxisFactory(code="2", name="Thủ tục"))
    questions(2, question__axis=AxisFactory(code="2"))
    QuestionSet.objects.get().questions.add(
        *Revision.objects.filter(pk__in=week).values_list("question", flat=True)
    )
    part(draft, division, 4, of="Tuần 1")

    assert pools(publish(draft)) == [set(week)]


@pytest.fixture
def by_field(draft, division):
    """Two general questions and three of a field that the entrant chooses."""
    questions(3, "Chung"), questions(4, "Đất"), questions(5, "Hộ")
    part(draft, division, 2, of="Chung")
    part(draft, division, 3, of="Đất", field="Đất đai")
    part(draft, division, 3, of="Hộ", field="Hộ tịch")
    return draft


def revisions_of(name):
    found = QuestionSet.objects.get(name=name).questions.values_list("revisions", flat=True)
    return set(found)


@pytest.mark.parametrize(("field", "other"), [("Đất đai", "Hộ"), ("Hộ tịch", "Đất")])
def test_the_paper_holds_common_questions_and_those_of_the_field_chosen(
    by_field, division, field, other
):
    round = publish(by_field)
    entry = EntryFactory(contest=round.contest, division=division, field=field)

    attempt = start_attempt(entry, round=round, at=NOON)

    drawn = {pk for pk, _order in attempt.paper}
    assert (len(drawn), len(drawn & revisions_of("Chung"))) == (5, 2)
    assert not drawn & revisions_of(other)
    source = paper_source_of(round.pk, division.pk, field)
    again = draw_paper(source, seed=attempt.seed, avoid=frozenset(attempt.avoided or ()))
    assert [list(item) for item in again] == attempt.paper


def test_nobody_starts_before_the_choice_and_choosing_is_once(by_field, division):
    round = publish(by_field)
    entry = EntryFactory(contest=round.contest, division=division)
    usage = usage_of(entry, round=round, at=NOON)
    with pytest.raises(FieldNotChosen):
        draw_attempt(entry, round=round, at=NOON, usage=usage)
    offered = paper_source_of(round.pk, division.pk).fields
    with pytest.raises(NoSuchField):
        choose_field(entry, "Thuế", among=offered)

    choose_field(entry, "Đất đai", among=offered)

    with pytest.raises(FieldIsChosen):
        choose_field(entry, "Hộ tịch", among=offered)
    assert start_attempt(entry, round=round, at=NOON).question_count == 5


def test_the_field_costs_the_start_no_query(by_field, division, django_assert_num_queries):
    round = publish(by_field)
    entries = EntryFactory.create_batch(
        2, contest=round.contest, division=division, field="Đất đai"
    )
    start_attempt(entries[0], round=round, at=NOON)
    with django_assert_num_queries(3):  # usage, insert, the round's end
        start_attempt(entries[1], round=round, at=NOON)


def test_the_page_before_the_start_asks_for_the_field_once(
    by_field, division, signed_in, contestant
):
    round = publish(by_field)
    Round.objects.update(closes_at=NOON + timedelta(days=3650))
    entry = EntryFactory(contest=round.contest, division=division, user=contestant)
    client, page = signed_in(contestant), reverse("contests:enter", args=["thu-do", 1])
    asked = client.get(page)
    assert asked.context["asks_field"] == ("Hộ tịch", "Đất đai")
    assert not asked.context["slip"]
    assert asked.context["question_count"] == 5

    client.post(reverse("contests:choose_field", args=["thu-do", 1]), {"field": "Đất đai"})

    assert Entry.objects.get(pk=entry.pk).field == "Đất đai"
    chosen = client.get(page)
    assert (chosen.context["asks_field"], bool(chosen.context["slip"])) == ((), True)
    assert "Lĩnh vực của bạn: Đất đai." in chosen.content.decode()


def problems(draft):
    with pytest.raises(RoundNotReady) as refused:
        publish(Round.objects.get(pk=draft.pk))
    return refused.value.detail["problems"]


def test_each_field_needs_enough_questions_of_its_own(by_field, division):
    Section.objects.filter(field="Đất đai").update(count=5)
    Section.objects.filter(field="Hộ tịch").update(count=5)
    (problem,) = problems(by_field)
    assert problem == (
        "Mọi trục, mức độ bất kỳ, bộ “Đất”, lĩnh vực “Đất đai”, bảng Cán bộ: cần 5 câu, "
        "ngân hàng có 4 câu, thiếu 1 câu."
    )


def test_fields_are_alike_in_size_and_more_than_one(by_field):
    Section.objects.filter(field="Hộ tịch").update(count=2)
    assert problems(by_field) == [
        "Bảng Cán bộ: các lĩnh vực phải có cùng số câu (Hộ tịch 2, Đất đai 3)."
    ]
    Section.objects.filter(field="Hộ tịch").delete()
    assert problems(by_field) == [
        "Bảng Cán bộ chỉ có một lĩnh vực (Đất đai). Hãy thêm lĩnh vực để chọn."
    ]


def test_the_next_round_offers_the_same_fields(by_field):
    publish(by_field)
    copy = copy_round(by_field, by=None, at=NOON)
    before = copy.opens_at - timedelta(days=1)
    assert readiness_problems(copy, at=before) == []
    copy.sections.filter(field="Hộ tịch").update(field="Hộ tịch, chứng thực")
    assert len(readiness_problems(copy, at=before)) == 1


def test_the_rules_say_what_is_common_and_what_is_of_the_field(by_field):
    articles = round_regulation(by_field, sections=list(by_field.sections.in_words()))
    paper = next(one for one in articles if one.heading == "Đề thi")
    assert paper.sentences[0] == (
        "Đề của bảng Cán bộ có 5 câu: 2 câu của bộ “Chung”; 3 câu thuộc lĩnh vực người dự thi "
        "chọn (một trong: Hộ tịch, Đất đai)."
    )


def sent(division, axis, **parts):
    fields = {
        "title": "Tuần 1",
        "opens_at": "2026-11-24T08:00",
        "closes_at": "2026-12-01T08:00",
        "minutes": "20",
        "attempt_policy": "per_round",
        "attempt_limit": "1",
        "recognised": "best",
        "prediction_target": "none",
        "prediction_scope": "division",
        "tie_preset": "t3",
        "shown_after_submit": "score",
        "shown_after_close": "key",
        f"o-{division.pk}-{axis.pk}-any": "1",
    }
    blank = {"count": "", "question_set": "", "axis": "", "difficulty": "", "field": ""}
    for n, part in enumerate(parts.pop("listed", [])):
        filled = {**blank, "division": division.pk, **part}
        fields |= {f"phan-{n}-{name}": value for name, value in filled.items()}
    return fields | parts


def test_parts_and_sets_are_set_in_the_form_and_come_with_a_copy(
    signed_in, organiser, contest, division
):
    questions(3, "Tuần 1")
    week, axis, client = QuestionSet.objects.get(), AxisFactory(), signed_in(organiser)
    listed = [{"count": "2", "question_set": week.pk}, {}, {"count": "1", "field": " Đất  đai "}]
    client.post(
        reverse("contests:round_new", args=["thu-do"]),
        sent(division, axis, listed=listed, question_sets=[week.pk]),
    )
    round = Round.objects.get()
    facts = ("axis", "question_set", "field", "count")
    expected = [(axis.pk, None, "", 1), (None, week.pk, "", 2), (None, None, "Đất đai", 1)]
    assert list(round.sections.order_by("pk").values_list(*facts)) == expected
    assert list(round.question_sets.all()) == [week]

    page = client.get(reverse("contests:round_edit", args=["thu-do", 1]))
    assert [one["count"].value() for one in page.context["parts"]] == [2, 1, None, None, None]
    said = client.post(reverse("contests:round_copy", args=["thu-do", 1]), follow=True)
    assert "Kỳ này rút câu từ Tuần 1 như kỳ trước" in said.content.decode()
    copy = Round.objects.get(number=2)
    assert list(copy.sections.order_by("pk").values_list(*facts)) == expected
    assert list(copy.question_sets.all()) == [week]


@pytest.mark.parametrize(
    ("part", "field"),
    [({"field": "Đất đai"}, "count"), ({"count": "0"}, "count"), ({"count": "1"}, "axis")],
)
def test_a_part_with_a_mistake_is_shown_in_place(
    part, field, signed_in, organiser, contest, division
):
    axis = AxisFactory()
    listed = [part | ({"axis": axis.pk} if field == "axis" else {})]
    page = signed_in(organiser).post(
        reverse("contests:round_new", args=["thu-do"]), sent(division, axis, listed=listed)
    )
    assert list(page.context["parts"][0].errors) == [field]
    assert not Round.objects.exists()


def test_withdrawing_keeps_parts_and_sets(by_field, organiser):
    by_field.question_sets.set(QuestionSet.objects.filter(name="Chung"))
    Round.objects.update(opens_at=NOON + timedelta(days=1))
    by_field.refresh_from_db()
    publish(by_field)
    back = withdraw_round(by_field, by=organiser, at=NOON, reason="sai")
    assert sorted(back.sections.values_list("field", "count")) == [
        *(("", 2), ("Hộ tịch", 3), ("Đất đai", 3))
    ]
    assert [one.name for one in back.question_sets.all()] == ["Chung"]

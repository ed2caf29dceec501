"""Organisers' pages: who gets in, what they show, what they store."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.core.cache import caches
from django.urls import reverse

from contests.models import Contest, Round, RoundState, SaveRefusal
from contests.monitoring import round_figures
from quizsite.models import AuditLine
from tests.factories import (
    NOON,
    AttemptFactory,
    AxisFactory,
    ContestFactory,
    DivisionFactory,
    EntryFactory,
    OrganiserFactory,
    RevisionFactory,
    RoundFactory,
    SectionFactory,
    UnitFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)


@pytest.fixture
def contest(organiser) -> Contest:
    contest = ContestFactory(slug="thu-do", state="draft")
    OrganiserFactory(contest=contest, user=organiser)
    DivisionFactory(contest=contest, name="CBCCVC")
    return contest


@pytest.fixture
def desk(signed_in, organiser):
    return signed_in(organiser)


def url(name, *args):
    return reverse(f"contests:{name}", args=args)


def every_page(contest, round, entry):
    slug, number = contest.slug, round.number
    of_contest = ("organise_contest", "contest_edit", "contest_publish", "history", "entries")
    of_round = ("round_edit", "round_publish", "round_watch", "round_figures", "round_close")
    return [
        *(url(name, slug) for name in (*of_contest, "round_new")),
        *(url(name, slug, number) for name in of_round),
        url("entry", slug, entry.pk),
    ]


@pytest.mark.parametrize("contest_state", ["draft", "published"])
@pytest.mark.parametrize("round_state", ["draft", "published", "finalised"])
def test_every_page_stands_in_every_state(desk, contest, contest_state, round_state):
    Contest.objects.update(state=contest_state)
    AxisFactory()
    round = RoundFactory(contest=contest, state=round_state)
    SectionFactory(round=round, division=contest.divisions.get())
    entry = EntryFactory(contest=contest)
    for page in [url("organise"), *every_page(contest, round, entry)]:
        assert desk.get(page).status_code == 200, page


def test_pages_of_anothers_contest_are_not_found(signed_in, stranger, contest):
    OrganiserFactory(user=stranger)
    client = signed_in(stranger)
    round, entry = RoundFactory(contest=contest), EntryFactory(contest=contest)
    for page in every_page(contest, round, entry):
        assert client.get(page).status_code == 404, page


def test_pages_ask_to_sign_in(client, contest):
    round, entry = RoundFactory(contest=contest), EntryFactory(contest=contest)
    for page in [url("organise"), url("contest_new"), *every_page(contest, round, entry)]:
        assert client.get(page).status_code == 302, page


def test_without_a_second_factor_the_desk_stays_closed(desk, contest, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    for page in (url("organise"), url("organise_contest", contest.slug)):
        assert desk.get(page).url == reverse("mfa_index")


def test_creating_a_contest_needs_the_permission(signed_in, stranger):
    client = signed_in(stranger)
    assert client.get(url("contest_new")).status_code == 403
    stranger.user_permissions.add(Permission.objects.get(codename="add_contest"))
    assert client.get(url("contest_new")).status_code == 200
    assert signed_in(UserFactory(is_staff=True)).get(url("contest_new")).status_code == 200


def sent_contest(**changes):
    return {
        "title": "Tìm hiểu CCHC",
        "slug": "",
        "organiser_name": "Sở Nội vụ",
        "tie_preset": "t3",
        "appeal_days": "3",
        "bang-TOTAL_FORMS": 3,
        "bang-INITIAL_FORMS": 0,
        "bang-0-name": "Cán bộ, công chức, viên chức",
        "bang-0-audience": "cbccvc",
        "bang-0-headcount_category": "cbccvc",
        "bang-1-name": "Người dân",
        "bang-1-audience": "nguoi-dan",
        "bang-1-headcount_category": "",
        "bang-2-name": "",
        "bang-2-audience": "",
        "bang-2-headcount_category": "",
        **changes,
    }


@pytest.mark.parametrize("is_staff", [True, False])
def test_staff_of_a_new_site_read_what_to_do_first(signed_in, is_staff):
    user = UserFactory(is_staff=is_staff)
    user.user_permissions.add(Permission.objects.get(codename="add_contest"))
    text = signed_in(user).get(url("organise")).content.decode()
    assert ("Lập các đơn vị" in text) == is_staff


def test_a_new_contest_is_offered_the_usual_two_divisions(signed_in):
    page = signed_in(UserFactory(is_staff=True)).get(url("contest_new"))
    names = [form["name"].value() for form in page.context["formset"]]
    assert names == ["Cán bộ, công chức, viên chức", "Người dân", None]


@pytest.mark.parametrize("name", ["NGƯỜI  DÂN", "người dân", "Người dân\u200b"])
def test_two_divisions_that_read_alike_are_refused_beside_the_second(signed_in, name):
    sent = sent_contest(**{"bang-0-name": "Người dân", "bang-1-name": name})

    page = signed_in(UserFactory(is_staff=True)).post(url("contest_new"), sent)

    [error] = page.context["formset"].forms[1].errors["name"]
    assert "đã có bảng tên" in error
    assert not Contest.objects.exists()


def test_a_new_contest_has_no_value_that_nobody_typed(signed_in):
    page = signed_in(UserFactory(is_staff=True)).get(url("contest_new"))
    form = page.context["form"]
    texts = [form[name].value() for name in form.fields if name.startswith("data_")]
    assert texts == ["", ""]


def test_creating_a_contest_through_the_page(signed_in):
    user = UserFactory(is_staff=True)
    response = signed_in(user).post(url("contest_new"), sent_contest())
    assert response.url == url("organise_contest", "tim-hieu-cchc")
    contest = Contest.objects.get()
    assert list(contest.organisers.all()) == [user]
    assert contest.tie_chain == ["correct", "time_used", "fewer_attempts", "registered_earlier"]
    assert list(contest.divisions.values_list("name", "audience", "headcount_category")) == [
        ("Cán bộ, công chức, viên chức", "cbccvc", "cbccvc"),
        ("Người dân", "nguoi-dan", ""),
    ]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"slug": "ngan-hang"}, "slug"),
        ({"slug": "co-roi"}, "slug"),
        ({"title": ""}, "title"),
        ({"title": "Конкурс"}, "slug"),
        ({"title": "???"}, "slug"),
        ({"tie_preset": "own"}, "tie_preset"),
        ({"tie_preset": "own", "tie_1": "correct", "tie_2": "correct"}, "tie_preset"),
    ],
)
def test_a_contest_with_a_mistake_is_not_stored(signed_in, changes, field):
    ContestFactory(slug="co-roi")
    response = signed_in(UserFactory(is_staff=True)).post(
        url("contest_new"), sent_contest(**changes)
    )
    assert list(response.context["form"].errors) == [field]
    assert Contest.objects.count() == 1


def test_own_order_of_criteria(signed_in):
    signed_in(UserFactory(is_staff=True)).post(
        url("contest_new"),
        sent_contest(tie_preset="own", tie_1="time_used", tie_2="", tie_3="correct"),
    )
    assert Contest.objects.get().tie_chain == ["time_used", "correct"]


def test_editing_a_published_contest_keeps_its_address_and_leaves_a_trace(desk, contest):
    Contest.objects.update(state="published")
    desk.post(
        url("contest_edit", contest.slug),
        {"title": "Tên mới", "slug": "khac", "organiser_name": contest.organiser_name},
    )
    contest.refresh_from_db()
    assert (contest.title, contest.slug) == ("Tên mới", "thu-do")
    assert AuditLine.objects.get().kind == "description_edited"


def sent_round(contest, axis, **changes):
    division = contest.divisions.get()
    return {
        "title": "Tuần 1",
        "opens_at": "2026-11-24T08:00",
        "closes_at": "2026-12-01T08:00",
        "minutes": "20",
        "attempt_policy": "per_round",
        "attempt_limit": "3",
        "recognised": "best",
        "prediction_target": "all_correct",
        "prediction_scope": "division",
        "tie_preset": "t2",
        "shown_after_submit": "score",
        "shown_after_close": "key",
        "is_question_order_shuffled": "on",
        "is_option_order_shuffled": "on",
        f"o-{division.pk}-{axis.pk}-de": "2",
        f"o-{division.pk}-{axis.pk}-any": "3",
        **changes,
    }


def test_creating_a_round_through_the_page(desk, contest):
    axis = AxisFactory()
    response = desk.post(url("round_new", contest.slug), sent_round(contest, axis))
    assert response.url == url("round_edit", contest.slug, 1)
    round = Round.objects.get()
    assert (round.state, round.time_limit_s, round.attempt_limit) == (RoundState.DRAFT, 1200, 3)
    assert round.opens_at.isoformat() == "2026-11-24T01:00:00+00:00"
    assert round.tie_chain == [
        "correct",
        "prediction",
        "time_used",
        "submitted_earlier",
        "lots",
    ]
    assert list(round.sections.order_by("pk").values_list("difficulty", "count")) == [
        ("de", 2),
        ("", 3),
    ]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"closes_at": "2026-11-24T08:00"}, "closes_at"),
        ({"closes_at": "2026-11-24T08:10"}, "minutes"),
        ({"attempt_limit": "0"}, "attempt_limit"),
        ({"prediction_target": "none"}, "prediction_target"),
        ({"shown_after_submit": "key"}, "shown_after_submit"),
        ({"minutes": ""}, "minutes"),
        ({"minutes": "9" * 30}, "minutes"),
        ({"opens_at": "0001-01-01T00:00"}, "opens_at"),
        ({"closes_at": "9999-12-31T23:59"}, "closes_at"),
    ],
)
def test_a_round_with_a_mistake_is_not_stored(desk, contest, changes, field):
    sent = sent_round(contest, AxisFactory(), **changes)
    response = desk.post(url("round_new", contest.slug), sent)
    assert list(response.context["form"].errors) == [field]
    assert Round.objects.count() == 0


def test_a_number_too_long_to_read_in_the_matrix_is_a_mistake(desk, contest):
    axis = AxisFactory()
    cell = f"o-{contest.divisions.get().pk}-{axis.pk}-de"
    sent = sent_round(contest, axis, **{cell: "9" * 5000})
    response = desk.post(url("round_new", contest.slug), sent)
    assert list(response.context["blueprint"].errors) == [cell]


def test_the_matrix_says_what_the_bank_has(desk, contest):
    axis = AxisFactory()
    for difficulty in ("de", "de", "kho"):
        RevisionFactory(question__axis=axis, difficulty=difficulty)
    (matrix,) = desk.get(url("round_new", contest.slug)).context["blueprint"].matrices()
    assert [(cell.label, cell.have) for cell in matrix.rows[0].cells] == [
        ("Dễ", 2),
        ("Trung bình", 0),
        ("Khó", 1),
        ("Bất kỳ mức độ", 3),
    ]


def test_the_summary_follows_the_form_and_stores_nothing(desk, contest):
    axis = AxisFactory()
    sent = sent_round(contest, axis, attempt_limit="2")
    text = desk.post(url("round_summary", contest.slug), sent).content.decode()
    assert (
        "Tuần 1: CBCCVC 5 câu, 20 phút làm bài, tối đa 2 lượt thi trong kỳ, "
        "từ thứ Ba, 24/11/2026, 08:00 đến trước thứ Ba, 01/12/2026, 08:00, có câu dự đoán."
    ) in text
    assert "cần 2 câu, ngân hàng có 0 câu, thiếu 2 câu" in text
    assert Round.objects.count() == 0


def test_publishing_through_the_page(desk, contest):
    Contest.objects.update(state="published")
    contest.refresh_from_db()
    axis = AxisFactory()
    for _ in range(6):
        RevisionFactory(question__axis=axis)
    desk.post(url("round_new", contest.slug), sent_round(contest, axis))
    page = desk.get(url("round_publish", contest.slug, 1))
    assert page.context["problems"] == []
    response = desk.post(url("round_publish", contest.slug, 1))
    assert response.url == url("round_edit", contest.slug, 1)
    assert Round.objects.get().state == RoundState.PUBLISHED


def test_the_publish_page_names_what_lacks_and_offers_no_button(desk, contest):
    Contest.objects.update(state="published")
    round = RoundFactory(contest=contest, state="draft")
    SectionFactory(round=round, division=contest.divisions.get(), count=5)
    page = desk.get(url("round_publish", contest.slug, round.number))
    assert page.context["problems"] == [
        (
            "Trục “Cải cách thể chế”, mức độ bất kỳ, bảng CBCCVC: cần 5 câu, ngân hàng có 0 câu, "
            "thiếu 5 câu."
        )
    ]
    assert '<button class="btn btn-primary btn-main">Công bố' not in page.content.decode()


def folded(page):
    return [part.split(">")[0] for part in page.text.split("<details ")[1:]]


def test_parts_of_a_long_form_are_folded_until_one_holds_a_mistake(desk, contest):
    sent = sent_round(contest, AxisFactory(), attempt_limit="0")
    DivisionFactory(contest=contest, name="Người dân")
    parts = folded(desk.get(url("round_new", contest.slug)))
    blank = ['class="card"'] * 3
    own = ['class="own-points"'] * 2  # one a division
    steps = ['class="step"', *own, *['class="step"'] * 3]
    assert parts == ['class="matrix" open', 'class="matrix"', *blank, *steps]

    parts = folded(desk.post(url("round_new", contest.slug), sent))
    others = [part for part in parts if "card" not in part and "own-points" not in part]
    assert all(part.endswith(" open") for part in others)


def test_a_published_round_cannot_be_edited_through_the_page(desk, contest):
    round = RoundFactory(contest=contest)
    sent = sent_round(contest, AxisFactory(), minutes="5")
    desk.post(url("round_edit", contest.slug, round.number), sent)
    assert Round.objects.get().time_limit_s == 900


def test_copying_makes_next_weeks_draft(desk, contest):
    round = RoundFactory(contest=contest, number=1, title="Tuần 1")
    response = desk.post(url("round_copy", contest.slug, 1))
    assert response.url == url("round_edit", contest.slug, 2)
    assert Round.objects.exclude(pk=round.pk).get().title == "Tuần 2"


def test_watching_counts_people_papers_saves_and_trouble(desk, contest):
    round = RoundFactory(contest=contest)
    entry = EntryFactory(contest=contest)
    closed = AttemptFactory(
        entry=entry, round=round, state="submitted", finished_at=NOON, correct_count=1
    )
    running = AttemptFactory(entry=entry, round=round, number=2)
    AttemptFactory(round=round, entry__contest=contest)
    for position, seconds in ((1, 10), (2, 59), (3, 61)):
        running.answers.create(
            position=position, choice=1, seq=1, saved_at=NOON - timedelta(seconds=seconds)
        )
    SaveRefusal.objects.create(attempt=closed, code="late", last_at=NOON)

    found = desk.get(url("round_watch", contest.slug, round.number)).context["figures"]

    assert (found.people, found.open, found.submitted, found.expired) == (2, 2, 1, 0)
    assert (found.saves, found.late, found.registered) == (2, 1, 2)


def test_what_several_watch_is_counted_once_in_a_few_seconds(desk, contest):
    round = RoundFactory(contest=contest)
    shown = url("round_figures", contest.slug, round.number)
    assert desk.get(shown).context["figures"].open == 0
    AttemptFactory(round=round, entry__contest=contest)
    assert desk.get(shown).context["figures"].open == 0
    caches["figures"].clear()  # as if some seconds later
    assert desk.get(shown).context["figures"].open == 1


@pytest.fixture
def clock(monkeypatch):
    clock = [1000.0]
    for name in ("time", "monotonic"):
        monkeypatch.setattr(f"time.{name}", lambda: clock[0])
    return clock


@pytest.fixture
def count_for(monkeypatch, clock):
    """Make counting take so many seconds; `act` happens during it."""
    count = round_figures.figures

    def set_up(seconds, *, act=lambda: None):
        def count_slowly(round, *, at):
            clock[0] += seconds
            act()
            return count(round, at=at)

        monkeypatch.setattr(round_figures, "figures", count_slowly)

    return set_up


@pytest.mark.parametrize(("took_s", "kept_s"), [(0.125, 3), (2, 20)])
def test_counting_rests_ten_times_as_long_as_it_took(contest, count_for, clock, took_s, kept_s):
    round = RoundFactory(contest=contest)
    count_for(took_s)
    at = [NOON + timedelta(seconds=n) for n in range(3)]

    counted = []
    for one, wait_s in zip(at, (0, kept_s - 0.0625, 0.0625), strict=True):
        clock[0] += wait_s
        counted.append(round_figures.kept_figures(round, at=one).at)

    assert counted == [at[0], at[0], at[2]]


def test_while_one_counts_others_have_what_was_counted_last(contest, count_for, clock):
    round = RoundFactory(contest=contest)
    first = round_figures.kept_figures(round, at=NOON)
    later = NOON + timedelta(minutes=1)
    clock[0] += 60
    seen = []
    count_for(1, act=lambda: seen.append(round_figures.kept_figures(round, at=later)))

    assert round_figures.kept_figures(round, at=later).at == later
    assert seen == [first]


@pytest.mark.parametrize("papers", [1, 3])
def test_watching_takes_the_same_queries(desk, contest, papers, django_assert_num_queries):
    round = RoundFactory(contest=contest)
    for _ in range(papers):
        AttemptFactory(round=round, entry__contest=contest)
    with django_assert_num_queries(18):
        desk.get(url("round_figures", contest.slug, round.number))


def test_closing_early_asks_for_a_reason(desk, contest):
    round = RoundFactory(contest=contest)
    page = url("round_close", contest.slug, round.number)
    assert desk.post(page, {"reason": " "}).context["form"].errors == {"reason": ["Hãy ghi lý do."]}
    desk.post(page, {"reason": "Lộ đề"})
    round.refresh_from_db()
    assert (round.closes_at, round.close_reason) == (NOON, "Lộ đề")


@pytest.mark.parametrize("count", [1, 3])
def test_entries_take_the_same_queries(desk, contest, count, django_assert_num_queries):
    for _ in range(count):
        EntryFactory(contest=contest)
    desk.get(url("entries", contest.slug))  # the first look writes a line
    with django_assert_num_queries(9):
        desk.get(url("entries", contest.slug))


@pytest.mark.parametrize("query", ["Bình", "binh@example.vn", "so noi vu", "Sở Nội"])
def test_entries_are_found_by_name_address_and_unit(desk, contest, contestant, query):
    wanted = EntryFactory(contest=contest, user=contestant, unit=UnitFactory(name="Sở Nội vụ"))
    EntryFactory(contest=contest)
    page = desk.get(url("entries", contest.slug), {"q": query}).context["page"]
    assert list(page) == [wanted]


def test_voiding_and_restoring_through_the_page(desk, contest):
    entry = EntryFactory(contest=contest)
    page = url("entry", contest.slug, entry.pk)
    desk.post(page, {"reason": "", "void": "1"})
    entry.refresh_from_db()
    assert entry.voided_at is None
    desk.post(page, {"reason": "Thi hộ", "void": "1"})
    entry.refresh_from_db()
    assert (entry.voided_at, entry.void_reason) == (NOON, "Thi hộ")
    desk.post(page, {"reason": "Nhầm người", "restore": "1"})
    entry.refresh_from_db()
    assert entry.voided_at is None
    history = desk.get(url("history", contest.slug)).content.decode()
    assert "Loại bài dự thi" in history
    assert "Nhầm người" in history

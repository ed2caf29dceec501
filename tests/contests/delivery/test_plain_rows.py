"""The page without scripts keeps rows as they were chosen, and says what may be a slip."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from contests.models import Answer, Attempt
from tests.stage import entry_in, round_of_kinds

pytestmark = pytest.mark.django_db
GRID, MATCHING, ORDERING = 2, 3, 4


@pytest.fixture
def form(signed_in, contestant):
    """The form as its person's browser holds it: fields that were never filled send nothing."""
    at = datetime.now(UTC)
    round = round_of_kinds(opens_at=at - timedelta(hours=1), closes_at=at + timedelta(hours=1))
    entry_in(round, user=contestant)
    client = signed_in(contestant)
    where = reverse("contests:enter", args=[round.contest.slug, round.number])
    shown = client.post(where, {"cach": "don-gian"}, follow=True)
    where = reverse("contests:plain_paper", args=[Attempt.objects.get().code])
    hidden = {f"cu-{one}": "0" for one in (1, GRID, MATCHING, ORDERING)}
    hidden |= {"ticket": shown.context["ticket"], "trang": "1", "den": "nop"}

    def post(**changed):
        names = {name.replace("_", "-"): value for name, value in changed.items()}
        kept = {name: value for name, value in (hidden | names).items() if value is not None}
        return client.post(where, kept, follow=True)

    return post


def stored():
    return dict(Answer.objects.values_list("position", "choice"))


def said(page):
    return " ".join(str(one) for one in page.context["messages"])


def test_two_items_at_one_place_are_stored_and_told(form):
    page = form(cau_4_0="2", cau_4_1="2", cau_4_2="1", cau_4_3="3")
    assert stored() == {ORDERING: 2 + 2 * 9 + 1 * 81 + 3 * 729}
    assert "Có hai mục cùng một thứ tự: câu 4." in said(page)
    assert page.context["twice"] == [(ORDERING, 1)]
    assert "Có hai mục cùng một thứ tự</h2>" in page.content.decode()
    again = form(den="1")
    assert "Mỗi mục nên có thứ tự riêng." in again.content.decode()


def test_rows_left_blank_are_listed_before_handing_in(form):
    page = form(cau_2_0="1", cau_3_0="1", cau_4_0="1", cau_4_1="2", cau_4_2="3", cau_4_3="4")
    assert page.context["blank"] == [(GRID, 1), (MATCHING, 1)]
    assert "Còn dòng bỏ trống</h2>" in page.content.decode()
    assert (page.context["twice"], said(page).count("thứ tự")) == ([], 0)
    assert [one for one, _page in page.context["missing"]] == [1]


def test_a_whole_matching_may_name_a_target_twice(form):
    page = form(cau_3_0="1", cau_3_1="1", cau_3_2="1")
    assert (page.context["twice"], page.context["blank"]) == ([], [])


@pytest.mark.parametrize(
    ("field", "value"),
    [("cau_2_0", "3"), ("cau_2_0", "-1"), ("cau_3_2", "4"), ("cau_4_3", "5"), ("cau_4", "9:1")],
)
def test_a_row_that_the_question_lacks_is_told_and_stored_nowhere(form, field, value):
    page = form(**{field: value})
    assert page.status_code == 422
    assert "phương án gửi lên không có trong đề" in page.content.decode()
    assert stored() == {}


def test_an_answer_without_the_field_of_what_was_there_is_stored_all_the_same(form):
    form(cu_2=None, cau_2_0="1", cu_1=None, cau_1="0")
    assert stored() == {1: 1, GRID: 1}

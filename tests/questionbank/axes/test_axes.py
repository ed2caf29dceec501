"""Authors add, rename, order and retire axes on pages."""

import pytest
from django.urls import reverse

from questionbank.authoring.forms import QuestionForm
from questionbank.axes.axes import add_axis, edit_axis, move_axis
from questionbank.models import Axis, BankRole
from questionbank.rules import NotAuthor
from quizsite.audit.kinds import AuditKind
from quizsite.models import AuditLine
from tests.audit.lines import last_line
from tests.factories import NOON, QuestionFactory, UserFactory

pytestmark = pytest.mark.django_db
AXES = "questionbank:axes"


@pytest.fixture(autouse=True)
def _no_axes():
    Axis.objects.all().delete()


@pytest.fixture
def author():
    user = UserFactory()
    BankRole.objects.create(user=user, kind=BankRole.Kind.AUTHOR)
    return user


def names() -> list[str]:
    return list(Axis.objects.values_list("name", flat=True))


def test_axes_are_added_behind_each_other_with_the_next_number(author, signed_in):
    desk = signed_in(author)
    for name in ("Thể chế", "Thủ tục"):
        assert desk.post(reverse(AXES), {"name": name}).status_code == 302
    assert list(Axis.objects.values_list("code", "name")) == [("1", "Thể chế"), ("2", "Thủ tục")]
    assert last_line().kind == AuditKind.AXIS_ADDED
    assert "2. Thủ tục" in desk.get(reverse(AXES)).content.decode()


def test_a_code_taken_is_told_in_place(author, signed_in):
    add_axis("Thể chế", code="A", by=author, at=NOON)
    answer = signed_in(author).post(reverse(AXES), {"name": "Khác", "code": "A"})
    assert "Mã trục này đã có" in answer.content.decode()
    assert 'value="Khác"' in answer.content.decode()


def test_an_axis_is_renamed_and_the_trail_keeps_both_names(author, signed_in):
    axis = add_axis("Thể chế", by=author, at=NOON)
    signed_in(author).post(reverse("questionbank:axis_edit", args=[axis.pk]), {"name": "Mới"})
    assert names() == ["Mới"]
    assert (last_line().before["name"], last_line().after["name"]) == ("Thể chế", "Mới")


def test_a_retired_axis_is_offered_only_where_it_was_chosen(author):
    axis = add_axis("Thể chế", by=author, at=NOON)
    edit_axis(axis, name=axis.name, is_retired=True, by=author, at=NOON)
    question = QuestionFactory(axis=axis)
    assert axis not in QuestionForm().fields["axis"].queryset
    assert axis in QuestionForm(question=question).fields["axis"].queryset
    assert list(Axis.objects.offered(also=[axis.pk])) == [axis]


def test_axes_change_places(author, signed_in):
    first, second, _third = (add_axis(name, by=author, at=NOON) for name in "ABC")
    move_axis(second, up=True, by=author, at=NOON)
    assert names() == ["B", "A", "C"]
    signed_in(author).post(reverse("questionbank:axis_move", args=[first.pk, "xuong"]))
    assert names() == ["B", "C", "A"]
    lines = AuditLine.objects.count()
    move_axis(first, up=False, by=author, at=NOON)
    assert (names(), AuditLine.objects.count()) == (["B", "C", "A"], lines)


def test_only_authors_change_axes(signed_in, stranger, client):
    reviewer = UserFactory()
    BankRole.objects.create(user=reviewer, kind=BankRole.Kind.REVIEWER)
    desk = signed_in(reviewer)
    assert "Thêm trục" not in desk.get(reverse(AXES)).content.decode()
    assert desk.post(reverse(AXES), {"name": "X"}).status_code == 403
    with pytest.raises(NotAuthor):
        add_axis("X", by=reviewer, at=NOON)
    assert signed_in(stranger).get(reverse(AXES)).status_code == 403
    assert client.get(reverse(AXES)).url.startswith(reverse("account_login"))

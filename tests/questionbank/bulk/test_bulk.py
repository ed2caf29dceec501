import pytest
from django.db.models import QuerySet
from django.urls import reverse

from questionbank import rules
from questionbank.bulk.plans import BulkStep, Wanted, carry_out, plan
from questionbank.models import Revision, RevisionState
from questionbank.review_models import RevisionWriter, Tag
from quizsite.audit.kinds import AuditKind
from quizsite.models import AuditLine
from tests.factories import NOON, AxisFactory, RevisionFactory

pytestmark = pytest.mark.django_db
BULK = reverse("questionbank:bulk")


@pytest.fixture
def three(author):
    draft = {"state": RevisionState.DRAFT, "published_at": None}
    return [RevisionFactory(**draft), RevisionFactory(**draft), RevisionFactory(author=author)]


def test_a_published_question_keeps_its_axis_and_the_plan_says_why(three, author):
    axis = AxisFactory(code="2", name="Thủ tục")
    wanted = Wanted(BulkStep.AXIS, axis=axis)
    found = plan(wanted, three, by=author)
    assert found.changes == three[:2]
    assert [(one.revision, "giữ nguyên trục" in one.reason) for one in found.kept] == [
        (three[2], True)
    ]
    carry_out(wanted, three, by=author, at=NOON)
    assert [one.question.axis_id == axis.pk for one in three] == [True, True, False]
    assert AuditLine.objects.filter(kind=AuditKind.QUESTION_EDITED).count() == 2


def test_a_tag_leaves_one_line_with_the_list_and_comes_off_again(three, author):
    carry_out(Wanted(BulkStep.TAG, tag="Một cửa"), three, by=author, at=NOON)
    line = AuditLine.objects.get()
    assert (line.kind, line.after["tagged"]) == (AuditKind.QUESTIONS_TAGGED, 3)
    assert line.after["codes"] == sorted(one.question.code for one in three)
    again = carry_out(Wanted(BulkStep.TAG, tag="một cửa"), three, by=author, at=NOON)
    assert (len(again.changes), len(again.kept)) == (0, 3)
    carry_out(Wanted(BulkStep.UNTAG, tag="Một cửa"), three, by=author, at=NOON)
    assert not Tag.objects.exists()


def test_nobody_retires_own_published_questions_among_many(three, author, reviewer):
    wanted = Wanted(BulkStep.RETIRE, note="Luật mới.")
    assert len(plan(wanted, three, by=author).kept) == 1
    carry_out(wanted, three, by=reviewer, at=NOON)
    assert not Revision.objects.exclude(state=RevisionState.RETIRED).exists()
    with pytest.raises(rules.ReasonMissing):
        carry_out(Wanted(BulkStep.RETIRE), three, by=reviewer, at=NOON)


def test_only_an_author_moves_and_tags(three, reviewer):
    for wanted in (Wanted(BulkStep.TAG, tag="x"), Wanted(BulkStep.UNTAG, tag="x")):
        with pytest.raises(rules.NotAuthor):
            carry_out(wanted, three, by=reviewer, at=NOON)


def test_the_page_previews_and_then_acts(signed_in, author, three):
    client = signed_in(author)
    ids = [one.pk for one in three]
    first = client.post(BULK, {"revision": ids, "filter": "state=draft"})
    assert len(first.context["chosen"]) == 3
    sent = {"ids": ",".join(map(str, ids)), "filter": "state=draft", "step": "gan-nhan"}
    refused = client.post(BULK, sent)
    assert (refused.status_code, "Hãy ghi nhãn." in refused.content.decode()) == (400, True)
    shown = client.post(BULK, sent | {"tag": "Một cửa"})
    assert len(shown.context["plan"].changes) == 3
    assert not Tag.objects.exists()
    done = client.post(BULK, sent | {"tag": "Một cửa", "confirm": "1"})
    assert done["Location"].endswith("?state=draft")
    assert Tag.objects.get().questions.count() == 3


def test_nothing_chosen_is_told(signed_in, author):
    answer = signed_in(author).post(BULK, {"filter": ""}, follow=True)
    assert "Hãy chọn ít nhất một câu." in answer.content.decode()


def test_whose_words_a_question_has_does_not_retire_it_alone(three, reviewer):
    RevisionWriter.objects.create(revision=three[2], user=reviewer)
    found = plan(Wanted(BulkStep.RETIRE, note="Sai."), three, by=reviewer)
    assert [one.revision for one in found.kept] == [three[2]]
    with pytest.raises(rules.RetiresOwn):
        rules.check_may_retire(reviewer, three[2])


def test_two_people_make_one_tag_at_once(three, author, monkeypatch):
    """The other's tag is there after this one looked for it."""
    Tag.objects.create(name="Một cửa")
    monkeypatch.setattr(QuerySet, "first", lambda found: None)
    carry_out(Wanted(BulkStep.TAG, tag="Một cửa"), three, by=author, at=NOON)
    assert Tag.objects.get().questions.count() == 3


def test_who_may_not_tag_is_told_before_choosing_a_tag(signed_in, three, reviewer):
    sent = {"revision": three[0].pk, "step": BulkStep.TAG, "tag": "x"}
    answer = signed_in(reviewer).post(BULK, sent)
    assert answer.status_code == 400
    assert answer.context["form"].errors["step"] == [str(rules.NotAuthor.message)]
    assert "plan" not in answer.context


def test_more_than_fit_are_told_and_not_left_out_in_silence(signed_in, three, author, monkeypatch):
    monkeypatch.setattr("questionbank.bulk.views.MOST", 2)
    answer = signed_in(author).post(BULK, {"whole": 1, "newest": max(one.pk for one in three)})
    assert "Đã chọn 2 câu đầu trong 3 câu" in answer.content.decode()

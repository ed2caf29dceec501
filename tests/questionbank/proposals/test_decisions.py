"""Retiring a question and ending a document's force take two people."""

from datetime import date

import pytest
from django.urls import reverse

from questionbank import rules
from questionbank.authoring import revisions
from questionbank.legal_documents.documents import save_document
from questionbank.models import BankRole, Proposal, RevisionState
from questionbank.proposals.decisions import (
    AlreadyProposed,
    NotInForce,
    accept_proposal,
    propose_retirement,
    refuse_proposal,
)
from quizsite.models import AuditLine
from quizsite.two_people import AlreadyDecided, NobodyElse, SecondPersonNeeded
from tests.factories import NOON, LegalDocumentFactory, RevisionFactory
from tests.stage import race

pytestmark = pytest.mark.django_db
END = date(2026, 12, 1)


@pytest.fixture
def both(author):
    """An author who may also review."""
    BankRole.objects.create(user=author, kind=BankRole.Kind.REVIEWER)
    return author


@pytest.fixture
def proposal(author):
    return propose_retirement(RevisionFactory(), reason="Luật mới.", by=author, at=NOON)


@pytest.fixture
def end(author):
    document = LegalDocumentFactory()
    document.in_force_until = END
    return save_document(document, by=author, at=NOON)


def kinds():
    return list(AuditLine.objects.order_by("pk").values_list("kind", "role", "reason"))


def test_nobody_retires_a_published_question_of_their_own_alone(both):
    own = RevisionFactory(author=both)
    with pytest.raises(rules.RetiresOwn):
        revisions.retire(own, note="", by=both, at=NOON)
    own.refresh_from_db()
    assert own.state == RevisionState.PUBLISHED


def test_what_one_proposes_a_reviewer_confirms(proposal, reviewer):
    accept_proposal(proposal, by=reviewer, at=NOON)
    proposal.refresh_from_db()
    assert (proposal.revision.state, proposal.is_accepted) == (RevisionState.RETIRED, True)
    assert kinds() == [
        ("retirement_proposed", "author", "Luật mới."),
        ("question_retired", "reviewer", "Luật mới."),
    ]


def test_nobody_confirms_their_own_proposal(both):
    own = propose_retirement(RevisionFactory(), reason="Luật mới.", by=both, at=NOON)
    with pytest.raises(SecondPersonNeeded):
        accept_proposal(own, by=both, at=NOON)
    assert Proposal.objects.open().get().revision.state == RevisionState.PUBLISHED


def test_one_who_is_alone_confirms_with_a_reason_where_staff_allow_it(both, one_may_confirm_alone):
    own = propose_retirement(RevisionFactory(), reason="Luật mới.", by=both, at=NOON)
    accept_proposal(own, by=both, at=NOON, reason=" Phường chỉ có tôi ")
    assert own.revision.state == RevisionState.RETIRED
    assert kinds()[1:] == [
        ("confirmed_alone", "reviewer", "Phường chỉ có tôi"),
        ("question_retired", "reviewer", "Luật mới."),
    ]


def test_without_the_setting_one_who_is_alone_is_told_what_to_do(both):
    own = propose_retirement(RevisionFactory(), reason="Luật mới.", by=both, at=NOON)
    with pytest.raises(NobodyElse):
        accept_proposal(own, by=both, at=NOON, reason="Phường chỉ có tôi")


def test_with_a_second_reviewer_the_setting_changes_nothing(both, reviewer, one_may_confirm_alone):
    own = propose_retirement(RevisionFactory(), reason="Luật mới.", by=both, at=NOON)
    with pytest.raises(SecondPersonNeeded):
        accept_proposal(own, by=both, at=NOON, reason="Vội")
    assert Proposal.objects.open().exists()


def test_a_disabled_reviewer_is_no_second_one(both, reviewer, one_may_confirm_alone):
    reviewer.is_active = False
    reviewer.save(update_fields=["is_active"])
    own = propose_retirement(RevisionFactory(), reason="Luật mới.", by=both, at=NOON)
    accept_proposal(own, by=both, at=NOON, reason="Phường chỉ có tôi")
    assert own.revision.state == RevisionState.RETIRED


def test_pages_offer_it_to_the_one_who_is_left(signed_in, both, one_may_confirm_alone):
    revision = RevisionFactory(author=both)
    document = LegalDocumentFactory(number="76/NQ-CP")
    document.in_force_until = END
    proposals = [
        propose_retirement(revision, reason="Luật mới.", by=both, at=NOON),
        save_document(document, by=both, at=NOON),
    ]
    client = signed_in(both)
    for name, args in (("question", [revision.question_id]), ("documents", [])):
        page = client.get(reverse(f"questionbank:{name}", args=args)).content.decode()
        assert "Tự xác nhận" in page
    for one in proposals:
        address = reverse("questionbank:decide", args=[one.pk, "xac-nhan"])
        assert client.post(address, {"note": " "}).status_code == 403
        client.post(address, {"note": "Chỉ có tôi"})
        one.refresh_from_db()
        assert one.is_accepted


def test_an_author_confirms_nothing(proposal, contestant):
    BankRole.objects.create(user=contestant, kind=BankRole.Kind.AUTHOR)
    with pytest.raises(rules.NotReviewer):
        accept_proposal(proposal, by=contestant, at=NOON)


def test_a_refused_proposal_changes_nothing(proposal, reviewer):
    refuse_proposal(proposal, by=reviewer, at=NOON)
    proposal.refresh_from_db()
    assert (proposal.revision.state, proposal.is_accepted) == (RevisionState.PUBLISHED, False)
    assert kinds()[-1] == ("proposal_refused", "reviewer", "")


def test_who_proposed_may_take_it_back(proposal, author):
    refuse_proposal(proposal, by=author, at=NOON)
    assert not Proposal.objects.open().exists()
    assert kinds()[-1] == ("proposal_refused", "author", "")


def test_a_proposal_is_decided_once(proposal, reviewer):
    refuse_proposal(proposal, by=reviewer, at=NOON)
    with pytest.raises(AlreadyDecided):
        accept_proposal(proposal, by=reviewer, at=NOON)


def test_a_question_has_one_open_proposal_and_needs_a_reason(proposal, author):
    with pytest.raises(AlreadyProposed):
        propose_retirement(proposal.revision, reason="Nữa.", by=author, at=NOON)
    with pytest.raises(rules.ReasonMissing):
        propose_retirement(RevisionFactory(), reason=" ", by=author, at=NOON)
    draft = RevisionFactory(state="draft")
    with pytest.raises(NotInForce):
        propose_retirement(draft, reason="Nữa.", by=author, at=NOON)


def test_an_end_of_force_waits_for_a_reviewer(end, reviewer):
    end.document.refresh_from_db()
    assert end.document.in_force_until is None
    accept_proposal(end, by=reviewer, at=NOON)
    end.document.refresh_from_db()
    assert end.document.in_force_until == END
    proposed, ended = AuditLine.objects.order_by("pk")
    assert (proposed.kind, proposed.role) == ("end_of_force_proposed", "author")
    assert (ended.kind, ended.role) == ("document_edited", "reviewer")
    assert (ended.before, ended.after) == (
        {"in_force_until": None},
        {"in_force_until": "2026-12-01"},
    )


def test_other_changes_of_a_document_are_stored_at_once(author):
    document = LegalDocumentFactory(title="Cũ")
    document.title, document.in_force_until = "Mới", END
    save_document(document, by=author, at=NOON)
    document.refresh_from_db()
    assert (document.title, document.in_force_until) == ("Mới", None)


def test_a_later_end_and_no_end_need_nobody_else(author):
    document = LegalDocumentFactory(in_force_until=END)
    for until in (END.replace(year=2027), None):
        document.in_force_until = until
        assert save_document(document, by=author, at=NOON) is None
        document.refresh_from_db()
        assert document.in_force_until == until


def test_a_newer_end_takes_the_place_of_the_one_that_waits(end, author):
    end.document.in_force_until = END.replace(day=2)
    newer = save_document(end.document, by=author, at=NOON)
    assert list(Proposal.objects.open()) == [newer]


def test_the_pages_offer_what_each_may_do(signed_in, author, reviewer):
    revision = RevisionFactory(author=author)
    page = reverse("questionbank:question", args=[revision.question_id])
    writer, judge = signed_in(author), signed_in(reviewer)
    assert "Gửi đề nghị" in writer.get(page).content.decode()
    writer.post(reverse("questionbank:propose", args=[revision.pk]), {"note": "Luật mới."})
    own, others = writer.get(page).content.decode(), judge.get(page).content.decode()
    assert ("Rút đề nghị" in own, "Xác nhận" in own) == (True, False)
    assert ("Bác đề nghị" in others, "Luật mới." in others) == (True, True)
    judge.post(reverse("questionbank:decide", args=[Proposal.objects.get().pk, "xac-nhan"]))
    revision.refresh_from_db()
    assert revision.state == RevisionState.RETIRED


def test_the_list_of_documents_shows_and_decides_proposals(signed_in, author, reviewer):
    document = LegalDocumentFactory(number="76/NQ-CP", title="Chương trình")
    fields = {"number": "76/NQ-CP", "title": "Chương trình", "in_force_until": "2026-12-01"}
    where = reverse("questionbank:document_edit", args=[document.pk])
    told = signed_in(author).post(where, fields, follow=True).content.decode()
    assert "chờ một người duyệt khác xác nhận" in told
    assert "Đề nghị: 76/NQ-CP hết hiệu lực từ 01/12/2026." in told
    decide = reverse("questionbank:decide", args=[Proposal.objects.get().pk, "xac-nhan"])
    assert signed_in(author).post(decide).status_code == 403
    assert signed_in(reviewer).post(decide).status_code == 302
    document.refresh_from_db()
    assert document.in_force_until == END


def test_an_unknown_decision_is_not_found(signed_in, reviewer, proposal):
    address = reverse("questionbank:decide", args=[proposal.pk, "khac"])
    assert signed_in(reviewer).post(address).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_who_decide_at_once_decide_once(proposal, reviewer):
    def accept():
        return accept_proposal(Proposal.objects.get(pk=proposal.pk), by=reviewer, at=NOON)

    def refuse():
        return refuse_proposal(Proposal.objects.get(pk=proposal.pk), by=reviewer, at=NOON)

    results = race([accept, refuse])
    assert sum(isinstance(one, Proposal) for one in results) == 1
    assert sum(isinstance(one, AlreadyDecided) for one in results) == 1

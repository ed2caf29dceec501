"""No input of an author, a reviewer or a stranger to the bank ends in a 500."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from questionbank import urls
from questionbank.models import BankRole, RevisionState
from tests.factories import RevisionFactory
from tests.proofs import sampled

pytestmark = pytest.mark.django_db

BANK = "/to-chuc/ngan-hang/"
HUGE = "9" * 40
TEXTS = ["", "a\x00b", "x" * 20_000, "²", "-1", HUGE, "\ud7ff\ufffe\u202e"]
FILTERS = ("words", "axis", "audience", "difficulty", "state", "document", "page", "phien-ban")
FIELDS = [
    "code",
    "axis",
    "audience",
    "difficulty",
    "stem",
    "explanation",
    "document",
    "article",
    "option_A",
    "right_A",
    "option_B",
    "preview",
    "note",
    "filter",
    "whole",
    "newest",
    "revision",
    "step",
    "fingerprint",
    "review",
    "number",
    "title",
    "issued_on",
    "in_force_from",
    "in_force_until",
    "replaced_by",
    "remark",
    "ids",
    "tag",
    "confirm",
    "ticked",
    "text",
    "answers",
    "version",
    "shown",
    "cau-1",
    "words",
]


def paths(revision):
    """Every page, with numbers that exist and with numbers that cannot."""
    kinds = (
        *("question_id", "revision_id", "document_id", "preview_id", "proposal_id", "axis_id"),
        *("intake_id", "item_id", "solve_id", "comment_id", "suggestion_id"),
    )
    own = (revision.question_id, revision.pk, revision.document_id, *[1] * 8)
    for pattern in urls.urlpatterns:
        if str(pattern.pattern).endswith(".xlsx"):
            continue  # the same rows as .csv, in a file that would have to be closed
        for numbers in (own, [HUGE] * len(kinds)):
            path = str(pattern.pattern)
            for kind, number in zip(kinds, numbers, strict=True):
                path = path.replace(f"<int:{kind}>", str(number))
            path = path.replace("<slug:digest>", "d" * 32).replace("<slug:size>", "lon")
            for step in ("gui-duyet", "khong-co"):
                yield BANK + path.replace("<slug:step>", step).replace("<slug:decision>", step)


@pytest.fixture
def revision(db):
    return RevisionFactory(state=RevisionState.DRAFT)


@pytest.fixture
def tried(revision):
    return sorted(set(paths(revision)))


@pytest.fixture
def person(author):
    """A person with all roles."""
    BankRole.objects.create(user=author, kind=BankRole.Kind.REVIEWER)
    client = Client(raise_request_exception=False)
    client.force_login(author)
    return client


def failed(answer):
    if answer.streaming:
        list(answer)  # the query is asked while the answer is written
    return answer.status_code >= 500


def queries():
    for text in TEXTS:
        yield dict.fromkeys(FILTERS, text[:5000])
        yield {"words": text[:5000], "page": text[:50]}
    yield {"words": " ".join(map(str, range(1100)))}


@pytest.mark.slow
@pytest.mark.parametrize("query", sampled(queries(), every=8))
def test_pages_answer_any_query(person, tried, query):
    asked = [(path, query) for path in tried]
    bad = [one for one in asked if failed(person.get(*one))]
    assert bad == []


@pytest.mark.slow
@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_pages_answer_any_text_in_all_fields(person, tried, text):
    fields = dict.fromkeys(FIELDS, text)
    assert [path for path in tried if failed(person.post(path, fields))] == []


@pytest.mark.proof
@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_pages_answer_any_text_in_one_field(person, tried, text):
    alone = [{name: text} for name in ("revision", "newest", "filter", "step")]
    sent = [*({"whole": "1"} | one for one in alone), *alone]
    bad = [
        (path, n)
        for path in tried
        for n, fields in enumerate(sent)
        if failed(person.post(path, fields))
    ]
    assert bad == []


def test_pages_answer_missing_fields_and_files_in_place_of_text(person, tried):
    for path in tried:
        upload = SimpleUploadedFile("a.txt", b"\xff\xfe")
        answers = [person.post(path), person.post(path, dict.fromkeys(["stem", "code"], upload))]
        assert list(map(failed, answers)) == [False, False], path


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", b""),
        ("a.xlsx", b"PK\x03\x04"),
        ("a.xlsx", b"\x00" * 100),
        ("a.pdf", b"%PDF-1.7"),
        ("x" * 300 + ".csv", b"\xff\xff"),
        ("a.csv", "Câu hỏi,Đáp án\nMột\x00hai,A".encode("utf-16")),
        ("a.csv", "Câu hỏi,Đáp án,La\x00\nMột,A,B".encode("utf-16")),
    ],
)
def test_a_file_of_the_wrong_kind_is_answered(person, name, content):
    answer = person.post(f"{BANK}nhap/", {"file": SimpleUploadedFile(name, content)}, follow=True)
    assert answer.status_code == 200


@pytest.mark.slow
def test_strangers_see_nothing_and_change_nothing(tried, revision, contestant, signed_in):
    stranger, nobody = signed_in(contestant), Client()
    for path in tried:
        for ask in (stranger.get, stranger.post):
            assert ask(path).status_code in {403, 404, 405}, path
        assert nobody.get(path).status_code in {302, 405}, path
    revision.refresh_from_db()
    assert revision.state == RevisionState.DRAFT


def test_a_change_without_its_token_is_refused(author, tried):
    client = Client(enforce_csrf_checks=True)
    client.force_login(author)
    for path in tried:
        assert client.post(path).status_code in {403, 405}, path

"""No input of any person to these pages ends in a 500 or on another site."""

from urllib.parse import urljoin, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import get_resolver

from quizsite.accounts import urls
from tests.factories import NOON
from tests.people import create_person

pytestmark = pytest.mark.django_db

PASSWORD = "hoa ban trang 2026"
FIELDS = [
    "login",
    "password",
    "full_name",
    "contact",
    "email",
    "phone",
    "password1",
    "password2",
    "oldpassword",
    "code",
    "consent_version",
    "has_agreed",
    "website",
    "next",
    "action",
    "action_add",
    "rut-lai",
    "dong-y",
    "credential",
    "unit",
    "unit_text",
    "unit_choice",
]
# The long one fills just under what Django takes in one request.
TEXTS = ["", "\x00", "a\x00b", "x" * 20_000, "９" * 200, "\ud7ff\ufffe\u202e", "-1", "9" * 40]
QUERIES = [
    "?next=https://example.com/",
    "?next=//example.com",
    "?next=/%5Cexample.com",
    "?next=javascript:alert(1)",
    "?next=%00",
    "?q=%00%ff%fe&page=-1&process=%00&q=%F0%9F%98%80",
    "?" + "a=1&" * 1500,
    "?=&&;=%",
]


def paths():
    numbers = ("1", "99999999999999999999999")
    for pattern in urls.urlpatterns[: len(urls._entrance)]:
        yield f"/{pattern.pattern}"
    for pattern in urls._account:
        for number in numbers if "<int:pk>" in str(pattern.pattern) else [""]:
            yield f"/tai-khoan/{pattern.pattern}".replace("<int:pk>", number)
    for pattern in urls._own:
        yield f"/{pattern.pattern}"
    for word in ("khong-co", "a%00b", "%ff", "x" * 300):
        yield f"/lien-ket/oidc/{word}/login/"
        yield f"/lien-ket/{word}/login/"


PATHS = sorted(set(paths()))


@pytest.fixture
def an():
    return create_person(
        full_name="Nguyễn Văn An", email="an@coquan.gov.vn", password=PASSWORD, at=NOON
    )


@pytest.fixture(params=["stranger", "signed in"])
def visitor(request, an):
    client = Client(raise_request_exception=False)
    if request.param == "signed in":
        client.post("/dang-nhap/", {"login": an.email, "password": PASSWORD})
    return client


def went_wrong(answer):
    """Return a 500, or a redirect to another site."""
    # Browsers read a backslash as a slash.
    goes_to = answer.headers.get("Location", "/").replace("\\", "/")
    host = urlsplit(urljoin("http://testserver/dang-nhap/", goes_to)).netloc
    return answer.status_code >= 500 or host != "testserver"


@pytest.mark.slow
def test_pages_answer_any_query(visitor):
    asked = [path + query for path in PATHS for query in QUERIES]
    assert [path for path in asked if went_wrong(visitor.get(path))] == []


@pytest.mark.slow
@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_pages_answer_any_text_in_any_field(visitor, text):
    assert [
        path for path in PATHS if went_wrong(visitor.post(path, dict.fromkeys(FIELDS, text)))
    ] == []


@pytest.mark.parametrize("field", ["login", "contact", "email", "full_name", "code"])
def test_pages_answer_a_file_in_place_of_text(visitor, field):
    for path in PATHS:
        upload = SimpleUploadedFile("a.txt", b"\xff\xfe")
        assert not went_wrong(visitor.post(path, {field: upload})), path


@pytest.mark.parametrize("kind", ["application/json", "text/xml", "multipart/form-data"])
def test_pages_answer_a_body_that_does_not_fit_its_type(visitor, kind):
    for path in PATHS:
        assert not went_wrong(visitor.post(path, b"\xff{", content_type=kind)), path


@pytest.mark.parametrize("path", PATHS)
def test_a_change_without_its_token_is_refused(an, path):
    client = Client(enforce_csrf_checks=True)
    client.force_login(an)
    assert client.post(path).status_code in {400, 403, 404, 405}


@pytest.mark.parametrize("elsewhere", ["https://example.com/", "//example.com", "/\\example.com"])
def test_signing_in_never_leads_elsewhere(client, an, elsewhere):
    sent = {"login": an.email, "password": PASSWORD, "next": elsewhere}
    assert client.post("/dang-nhap/", sent).url == "/"
    assert client.post("/dang-xuat/", {"next": elsewhere}).url == "/"


def test_every_page_of_accounts_is_tried_here():
    tried = {path.split("/")[1] for path in PATHS}
    roots = {
        str(pattern.pattern).split("/")[0]
        for pattern in get_resolver("quizsite.accounts.urls").url_patterns
    }
    assert roots - {""} <= tried

"""Without room for temporary files, whoever sends one reads what to do."""

import errno

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from questionbank.models import BankRole, ImportPreview
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
MIB = 1024 * 1024


@pytest.fixture
def client(signed_in):
    author = UserFactory()
    BankRole.objects.create(user=author, kind=BankRole.Kind.AUTHOR)
    client = signed_in(author)
    client.raise_request_exception = False
    return client


def send(client, size):
    file = SimpleUploadedFile("cau-hoi.csv", b"x" * size)
    return client.post(reverse("questionbank:import_file"), {"file": file})


@pytest.fixture
def full(monkeypatch):
    """What a disk without room does; a small file never leaves the memory."""

    def refuse(*args, **kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("django.core.files.uploadedfile.TemporaryUploadedFile.write", refuse)


def test_a_full_folder_is_told_in_words(client, full):
    answer = send(client, 4 * MIB)
    assert answer.status_code == 507
    assert "Máy chủ hết chỗ chứa tệp." in answer.content.decode()
    assert not ImportPreview.objects.exists()


def test_a_folder_that_went_away_is_told_too(client, monkeypatch):
    def refuse(*args, **kwargs):
        raise FileNotFoundError(errno.ENOENT, "No usable temporary directory found")

    monkeypatch.setattr("tempfile.NamedTemporaryFile", refuse)
    monkeypatch.setattr("django.core.files.uploadedfile.tempfile.NamedTemporaryFile", refuse)
    assert send(client, 4 * MIB).status_code == 507


def test_a_small_file_needs_no_folder(client, full):
    assert send(client, 1000).status_code == 200


def test_a_fault_of_another_kind_stays_a_fault(client, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("django.core.files.uploadedfile.tempfile.NamedTemporaryFile", fail)
    assert send(client, 4 * MIB).status_code == 500

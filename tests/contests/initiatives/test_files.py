"""Files with ideas: three at most, judged by their bytes, for the desk alone and only to save."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from contests.initiatives.arrangements import appoint_keeper
from contests.initiatives.files import FOLDER, add_file, read_waiting, unnamed_bytes
from contests.initiatives.personal_data import KEEPER, RULES
from contests.models import Initiative, InitiativeFile, InitiativeState
from quizsite.files import storage
from quizsite.notifications.models import Notice, NoticeKind
from tests.contests.initiatives.cast import SITE, idea
from tests.contests.written.conftest import works_folder
from tests.contests.written.test_waiting_scans import scanner, silent
from tests.factories import NOON, UserFactory
from tests.files.hostile_works import macro_word, pdf, photo, word
from tests.people import browser_of

__all__ = ["scanner", "silent", "works_folder"]
pytestmark = pytest.mark.django_db


def sent(data, name="ảnh.jpg"):
    return SimpleUploadedFile(name, data)


def adding(found):
    return reverse("contests:initiative_file_add", args=[found.tracking_code])


def stored():
    return sorted(storage.names_before(NOON + timedelta(days=9999), folder=FOLDER))


@pytest.fixture
def keeper(organiser):
    appoint_keeper(organiser, by=SITE, at=NOON)
    return browser_of(organiser)


def test_who_has_the_code_adds_a_file_and_the_desk_saves_our_copy(client, keeper, settings):
    found = idea()
    client.post(adding(found), {"file": sent(photo())})
    file = InitiativeFile.objects.get()
    assert (file.name, file.kind, file.stored_as) == ("ảnh.jpg", "jpg", "")
    assert stored() == [file.cleaned_as]
    desk = reverse("contests:initiative_file", args=[found.pk, file.pk])
    assert client.get(desk).status_code == 302
    assert browser_of(UserFactory()).get(desk).status_code in {302, 404}
    answer = keeper.get(desk)
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == "application/octet-stream"
    assert b"Exif" not in b"".join(answer.streaming_content)
    page = keeper.get(reverse("contests:initiative_desk", args=[found.pk]))
    assert desk in page.content.decode()
    Initiative.objects.filter(pk=found.pk).update(published_at=NOON)
    public = client.get(reverse("contests:initiative", args=[found.pk])).content.decode()
    assert "ảnh.jpg" not in public


@pytest.mark.parametrize("data", [macro_word(), b"MZ\x90", b"", pdf()[:90], b"GIF89a" + b"\0" * 90])
def test_what_the_desk_could_not_open_safely_is_refused_in_words(client, data):
    found = idea()
    answer = client.post(adding(found), {"file": sent(data, "bài.docx")}, follow=True)
    assert answer.status_code == 200
    assert "Tệp" in "".join(str(one) for one in answer.context["messages"])
    assert not InitiativeFile.objects.exists()
    assert stored() == []


def test_three_are_enough_and_one_may_go_again(client):
    found = idea()
    for n in range(4):
        client.post(adding(found), {"file": sent(word(f"Tệp {n}"), f"{n}.docx")})
    assert found.files.count() == 3
    one = found.files.first()
    away = reverse("contests:initiative_file_remove", args=[found.tracking_code, one.pk])
    assert client.post(away).status_code == 302
    assert len(stored()) == found.files.count() == 2


def test_files_of_another_idea_and_a_wrong_code_are_404(client):
    found, other = idea(), idea("Một ý khác hẳn")
    file = add_file(other, sent(photo()), at=NOON)
    away = reverse("contests:initiative_file_remove", args=[found.tracking_code, file.pk])
    assert client.post(away).status_code == 404
    assert client.post(adding(found).replace(found.tracking_code, "X" * 12)).status_code == 404


def test_an_idea_on_its_way_takes_none_and_a_missing_file_is_told(client):
    found = idea()
    answer = client.post(adding(found), {}, follow=True)
    assert "Hãy chọn một tệp" in answer.content.decode()
    Initiative.objects.filter(pk=found.pk).update(state=InitiativeState.PILOTED)
    client.post(adding(found), {"file": sent(photo())})
    assert not InitiativeFile.objects.exists()


def test_a_file_waits_for_its_scan_unseen_and_is_read_later(keeper, silent, scanner):
    found = idea()
    file = add_file(found, sent(photo()), at=NOON)
    assert (file.read_at, file.cleaned_as) == (None, "")
    desk = reverse("contests:initiative_file", args=[found.pk, file.pk])
    assert keeper.get(desk).status_code == 404
    assert read_waiting(at=NOON) == 0
    scanner()
    assert read_waiting(at=NOON) == 1
    file.refresh_from_db()
    assert stored() == [file.cleaned_as]
    answer = keeper.get(desk)
    assert answer.status_code == 200
    answer.close()


def test_an_infected_one_goes_and_its_sender_is_told(silent, scanner):
    found = idea(email="hoa@example.vn")
    add_file(found, sent(photo()), at=NOON)
    scanner(answer=b"stream: Win.Test FOUND\0")
    assert read_waiting(at=NOON) == 1
    assert not InitiativeFile.objects.exists()
    assert stored() == []
    assert Notice.objects.filter(kind=NoticeKind.FILE_REFUSED).count() == 1


def test_files_go_with_the_person_and_with_time():
    user = UserFactory()
    own, old = idea(user=user), idea("Ý tưởng cũ của ai đó")
    add_file(own, sent(photo()), at=NOON)
    add_file(old, sent(photo()), at=NOON)
    KEEPER.erase(user, NOON)
    assert [one.initiative for one in InitiativeFile.objects.all()] == [old]
    rule = next(one for one in RULES if one.key == "initiative_files")
    rule.remove(rule.due_at(NOON + rule.after() + timedelta(days=1)), NOON)
    assert stored() == []


def test_bytes_that_no_row_names_are_found():
    name = storage.store_bytes(b"x", folder=FOLDER)
    add_file(idea(), sent(photo()), at=NOON)
    assert unnamed_bytes(NOON + timedelta(days=9999)) == [name]

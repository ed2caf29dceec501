"""The sample shows a certificate, and says of itself that it is one."""

import pytest
from django.core.management import call_command

from contests.models import Contest
from leaderboard.certificates.issuing import own_certificates
from leaderboard.document_models import IssuedCertificate
from quizsite.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.mark.slow
def test_a_contest_that_is_over_has_certificates_and_loading_it_again_adds_nothing(capsys):
    call_command("load_sample_units", verbosity=0)
    call_command("load_sample_bank", verbosity=0)
    call_command("load_sample_contest", password="thi-cchc")
    for _ in range(2):
        call_command("load_sample_past")
    contest = Contest.objects.get(slug="cuoc-thi-mau-da-ket-thuc")
    assert contest.is_sample
    assert contest.certificates.heading == "Giấy chứng nhận (mẫu)"
    winner, entrant = own_certificates(User.objects.get(email="thi-sinh@example.vn"))
    assert winner.achievement.startswith("Đạt Giải Nhất")
    assert "“Cuộc thi mẫu đã kết thúc”" in entrant.achievement
    assert IssuedCertificate.objects.count() == 6 + 13
    assert not IssuedCertificate.objects.exclude(contest__is_sample=True).exists()

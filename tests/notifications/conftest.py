import pytest

from quizsite.accounts.consents import current_text, give_consent
from quizsite.accounts.models import Purpose
from quizsite.notifications.models import NoticeKind
from quizsite.notifications.outbox import Occasion
from tests.factories import NOON, UserFactory
from tests.notifications.mail_server import mail_server

CONTEST = 7


def agreeing(**fields):
    """Somebody who agreed to messages about contests."""
    user = UserFactory(**fields)
    give_consent(user, text=current_text(Purpose.MESSAGES), at=NOON, channel="test")
    return user


def occasion(name="result:1", kind=NoticeKind.RESULT_OFFICIAL, **more):
    facts = {"contest": "Thi CCHC", "round": "Tuần 1", "role": "đầu mối", "path": "/ket-qua/"}
    return Occasion(kind, name, facts, more.pop("contest", CONTEST), **more)


@pytest.fixture
def mailbox(settings):
    with mail_server() as box:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.port
        settings.EMAIL_USE_SSL = settings.EMAIL_USE_TLS = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_TIMEOUT = 5
        yield box

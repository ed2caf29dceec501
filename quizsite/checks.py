"""Checks refuse settings that are unsafe in production. Each of them has once made a site fail.

`manage.py check` shows all errors; `refuse_unsafe_start` stops the servers, which run no checks."""

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004 -- Django's
from django.core.exceptions import ImproperlyConfigured

from quizsite.folders import check_folders

_SHORTEST_KEY = 50
# quizsite/accounts/consent_texts; what people have agreed to.
_PROMISED_MONTHS = 12
_SQLITE_SAFE = ("journal_mode=wal", "synchronous=full")


@register(Tags.security)
def check_production(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    if not settings.PRODUCTION:
        return []
    found = [*_addresses(), *_secrets(), *_processes(), *_database(), *_files(), *_people()]
    return [*found, *check_folders()]


def refuse_unsafe_start() -> None:
    errors = [message for message in check_production(None) if message.is_serious()]
    if errors:
        told = "\n".join(f"- {error.msg} {error.hint or ''}".rstrip() for error in errors)
        raise ImproperlyConfigured(f"PRODUCTION=1 but:\n{told}")


def _addresses() -> Iterator[CheckMessage]:
    if settings.DEBUG:
        yield Error("DEBUG shows secrets to visitors.", "Unset DEBUG.", id="quizsite.E001")
    if any("*" in host for host in settings.ALLOWED_HOSTS):
        yield Error("ALLOWED_HOSTS holds '*'.", "Name the hosts.", id="quizsite.E002")
    origins = settings.CSRF_TRUSTED_ORIGINS
    if not origins:
        hint = "Set SITE_ORIGINS=https://thi.example.gov.vn (scheme, host, port if unusual)."
        yield Error("SITE_ORIGINS is empty.", hint, id="quizsite.E003")
    elif not all(_is_whole_origin(origin) for origin in origins):
        hint = "Write https://thi.example.gov.vn: no path, no closing slash, small letters."
        yield Error("SITE_ORIGINS must be whole https origins.", hint, id="quizsite.E004")
    if settings.BEHIND_PROXY and settings.TRUSTED_PROXY_COUNT < 1:
        hint = "Set TRUSTED_PROXY_COUNT to the proxies in front (1 for nginx), or BEHIND_PROXY=0."
        yield Error("Every visitor would seem to have one address.", hint, id="quizsite.E005")


def _is_whole_origin(origin: str) -> bool:
    """Demand the form that browsers send: the answer endpoint compares it letter by letter."""
    host = urlsplit(origin).netloc.lower()
    return bool(host) and "*" not in host and origin == f"https://{host}"


def _secrets() -> Iterator[CheckMessage]:
    if len(settings.SECRET_KEY) < _SHORTEST_KEY or settings.SECRET_KEY.startswith("only-for-local"):
        hint = "Set SECRET_KEY, or SECRET_KEY_FILE, to 50 random characters or more."
        yield Error("SECRET_KEY is absent or short.", hint, id="quizsite.E006")


def _processes() -> Iterator[CheckMessage]:
    if settings.WEB_PROCESSES <= 1:
        if settings.SERVE_ROLE != "all":
            said = f"A process of {settings.SERVE_ROLE} alone is one of several, WEB_PROCESSES=1."
            hint = "Set WEB_PROCESSES to how many serve, for all of them alike."
            yield Error(said, hint, id="quizsite.E012")
        return
    if "InMemory" in settings.CHANNEL_LAYERS["default"]["BACKEND"]:
        hint = "Set REDIS_URL."
        yield Error("Boards would be seconds late in other processes.", hint, id="quizsite.E007")
    if "locmem" in settings.CACHES["default"]["BACKEND"]:
        hint = "Keep CACHES of quizsite/settings.py."
        yield Error("Sign-in limits would be counted per process.", hint, id="quizsite.E008")
    if _is_sqlite():
        hint = "Set DATABASE_URL=postgres://…"
        yield Error("SQLite serves one process.", hint, id="quizsite.E009")


def _database() -> Iterator[CheckMessage]:
    if not _is_sqlite():
        return
    options = settings.DATABASES["default"].get("OPTIONS", {})
    pragmas = str(options.get("init_command", "")).lower().replace(" ", "")
    if options.get("transaction_mode") != "IMMEDIATE" or any(
        pragma not in pragmas for pragma in _SQLITE_SAFE
    ):
        hint = "Keep the options of quizsite/settings.py: WAL, IMMEDIATE, FULL."
        yield Error("SQLite would lose answers or lock up.", hint, id="quizsite.E010")


def _files() -> Iterator[CheckMessage]:
    folder, handed_out = Path(settings.FILES_DIR).resolve(), Path(settings.STATIC_ROOT).resolve()
    if folder.is_relative_to(handed_out):
        hint = "Set FILES_DIR to a folder that nginx does not read."
        yield Error("Anybody could fetch results with names.", hint, id="quizsite.E013")
    if Path(settings.WORKS_DIR).resolve().is_relative_to(handed_out):
        hint = "Set WORKS_DIR to a folder that nginx does not read."
        yield Error("Anybody could fetch works that people handed in.", hint, id="quizsite.E017")
    if settings.WORKS_S3 and find_spec("storages") is None:
        hint = "Install requirements-s3.lock in place of requirements.lock, or unset WORKS_S3."
        yield Error("Works cannot be stored: no S3 client.", hint, id="quizsite.E018")


def _people() -> Iterator[CheckMessage]:
    if not settings.REQUIRE_SECOND_FACTOR:
        hint = "Unset REQUIRE_SECOND_FACTOR."
        yield Error("Organisers could sign in by password alone.", hint, id="quizsite.E011")
    if "console" in settings.EMAIL_BACKEND:
        hint = "Set EMAIL_HOST."
        yield Error("Mails, and the codes in them, would go to the log.", hint, id="quizsite.E014")
    if settings.SMS_SENDER.endswith("ConsoleSender"):
        hint = "Set SMS_SENDER to the sender of your gateway (quizsite/accounts/sms.py)."
        yield Warning("Text messages, and their codes, go to the log.", hint, id="quizsite.W002")
    if settings.SMS_SENDER.endswith("HttpSender") and not _has_gateway():
        hint = "Set SMS_GATEWAY_URL=https://… and SMS_GATEWAY_KEY (or SMS_GATEWAY_KEY_FILE)."
        yield Error("The SMS gateway has no https address or no key.", hint, id="quizsite.E016")
    if "sms" in settings.NOTICE_CHANNELS and settings.SMS_SENDER.endswith("ConsoleSender"):
        hint = "Set SMS_SENDER, or take sms out of NOTICE_CHANNELS."
        yield Error("Notices as texts would go to the log.", hint, id="quizsite.E019")
    if not (settings.DATA_CONTROLLER and settings.DATA_CONTACT):
        hint = "Set DATA_CONTROLLER and DATA_CONTACT."
        yield Warning("People do not read who answers for their data.", hint, id="quizsite.W003")
    if settings.CONTACT_DATA_MONTHS > _PROMISED_MONTHS:
        hint = f"Set CONTACT_DATA_MONTHS to {_PROMISED_MONTHS} or less."
        yield Warning("Data are kept longer than the consent texts say.", hint, id="quizsite.W004")


def _has_gateway() -> bool:
    return settings.SMS_GATEWAY_URL.startswith("https://") and bool(settings.SMS_GATEWAY_KEY)


def _is_sqlite() -> bool:
    return "sqlite" in settings.DATABASES["default"]["ENGINE"]

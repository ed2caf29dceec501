"""One settings module for both ways to run.

With nothing set: SQLite, in-memory messages, one process, local addresses only.
DATABASE_URL and REDIS_URL grow it; PRODUCTION=1 turns every safety on (quizsite/checks.py
refuses to start with a half of it). docs/decisions/0002-two-ways-to-run.md has the reasons.
"""

import os
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from quizsite import timetable
from quizsite.environment import (
    env_address,
    env_among,
    env_choice,
    env_flag,
    env_hours,
    env_json,
    env_list,
    env_number,
    env_secret,
    env_socket,
    folder_of_postgresql,
    key_of_32_bytes,
    oidc_apps,
    oidc_origins,
    postgresql_options,
    redis_host,
    refuse_path_prefix,
    service_manager,
    sqlite_options,
    works_storage,
)
from quizsite.serving import ROLES, Place, page_processes

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("VAR_DIR") or BASE_DIR / "var")
refuse_path_prefix()

PRODUCTION = env_flag("PRODUCTION", default=False)
DEBUG = env_flag("DEBUG", default=False)
# What this process serves; bin/serve sets it (quizsite/serving.py).
SERVE_ROLE = env_choice("SERVE_ROLE", default="all", among=ROLES)
SERVE_AT = Place(
    os.environ.get("SERVE_HOST") or "127.0.0.1", env_number("PORT", default=8000)
).origin
WEB_PROCESSES = env_number("WEB_PROCESSES", default=1, at_least=1)
BEHIND_PROXY = env_flag("BEHIND_PROXY", default=PRODUCTION)
TRUSTED_PROXY_COUNT = env_number("TRUSTED_PROXY_COUNT", default=0)
REQUIRE_SECOND_FACTOR = env_flag("REQUIRE_SECOND_FACTOR", default=True)

SECRET_KEY = env_secret("SECRET_KEY", fallback_file=VAR_DIR / "secret_key")
if not SECRET_KEY and not PRODUCTION:
    SECRET_KEY = "only-for-local-use-and-refused-in-production"  # noqa: S105 -- says itself
SECRET_KEY_FALLBACKS = env_list("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS") or ["localhost", "127.0.0.1", "[::1]", "testserver"]
# Full origins (scheme, host, port) that may post forms, save answers and open sockets.
CSRF_TRUSTED_ORIGINS = env_list("SITE_ORIGINS")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "channels",
    "django_linear_migrations",
    "django_tasks",
    "django_tasks_db",
    "tree_queries",
    "quizsite",
    "quizsite.accounts",
    "quizsite.notifications",
    "questionbank",
    "contests",
    "leaderboard",
]

MIDDLEWARE = [
    "quizsite.web.middleware.given_up",
    "quizsite.web.untraced.Untraced",
    "quizsite.web.middleware.bounds",
    "quizsite.web.middleware.health",
    "quizsite.web.compression.PackedAnswers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "quizsite.web.middleware.request_log",
    "quizsite.web.middleware.no_nul",
    "quizsite.web.middleware.audit_source",
    "quizsite.web.framing.framing",
    "quizsite.web.page_cache.KeptPages",
    "quizsite.web.middleware.no_store",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "quizsite.accounts.signing_in.second_factor.session_facts",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "quizsite.accounts.signing_in.desk_sessions.desk_sessions",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "quizsite.web.middleware.refusals",
]

ROOT_URLCONF = "quizsite.urls"
WSGI_APPLICATION = "quizsite.wsgi.application"
ASGI_APPLICATION = "quizsite.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "quizsite.context_processors.site",
            ],
        },
    }
]

# Database. SQLite's options are measured: with Django's defaults 2,372 of 3,473 concurrent
# transactions failed, with these none (docs/decisions/0002-two-ways-to-run.md).
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        **dj_database_url.parse(
            os.environ.get("DATABASE_URL") or f"sqlite:///{VAR_DIR / 'thi-cchc.sqlite3'}"
        )
    }
}
_database = DATABASES["default"]
if _database["ENGINE"] == "django.db.backends.sqlite3":
    _database["ENGINE"] = "quizsite.db.sqlite"
    # Opening the file and setting it up took 2 ms of every request.
    _database["CONN_MAX_AGE"] = 600
    _database["OPTIONS"] = sqlite_options(_database.get("OPTIONS", {}))
    DATABASE_FOLDER = None  # the operations page watches the disk of our own data anyway
    # A file, so that threads and processes of one test see the same rows.
    _database["TEST"] = {"NAME": VAR_DIR / "test.sqlite3"}
else:
    _database["ENGINE"] = "quizsite.db.postgresql"
    DATABASE_FOLDER = folder_of_postgresql(
        _database["HOST"], named=os.environ.get("DATABASE_FOLDER", "").strip()
    )
    # A minute: plans made while the tables were small go with their connection.
    _database["CONN_MAX_AGE"] = 60
    _database["CONN_HEALTH_CHECKS"] = True
    _database["OPTIONS"] = postgresql_options(_database.get("OPTIONS", {}))
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Redis carries messages between processes and keeps nothing.
REDIS_URL = os.environ.get("REDIS_URL", "")
CHANNEL_LAYERS: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [redis_host(REDIS_URL)], "prefix": "thi-cchc"},
    }
    if REDIS_URL
    else {"BACKEND": "channels.layers.InMemoryChannelLayer"}
}
# All processes share the database's own table; Redis would make its outage a log-in outage.
_one_flight = "quizsite.web.single_flight.SingleFlight"
CACHES: dict[str, dict[str, Any]] = {
    # Rate limits of what cannot be guessed at live here.
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
    if WEB_PROCESSES == 1
    else {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "quizsite_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # counted at every write, of the whole table
    },
    # Figures of a running round: counting them takes longer the more people take part.
    "figures": {
        "BACKEND": _one_flight + ("Memory" if WEB_PROCESSES == 1 else "Database"),
        "LOCATION": "quizsite_cache",
        "KEY_PREFIX": "figures",
        "OPTIONS": {"MAX_ENTRIES": 100_000, "PATIENCE_S": 0, "RENEWAL_S": 60},
    },
    # Whole pages. Which may be kept is known only when one is made, so nobody waits for another.
    "pages": {
        "BACKEND": _one_flight + "Memory",
        "LOCATION": "pages",
        "OPTIONS": {"MAX_ENTRIES": 300, "PATIENCE_S": 0},
    },
    # Where Django's `cache` tag looks; pieces of pages are large and cheap to make again.
    "template_fragments": {
        "BACKEND": _one_flight + "Memory",
        "LOCATION": "template_fragments",
        "OPTIONS": {"MAX_ENTRIES": 100},
    },
}

# People
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["quizsite.accounts.backends.Backend"]
PASSWORD_HASHERS = [
    "quizsite.accounts.signing_in.hashers.ModestArgon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("full_name", "email", "phone")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 8},
    },
    {"NAME": "quizsite.accounts.signing_in.passwords.TrivialPasswordValidator"},
]
LOGIN_REDIRECT_URL = "/"
LOGIN_URL = "account_login"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "quizsite.accounts.signing_in.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email", "phone"}
# For allauth, which reads from it that signing in has a password, and satisfies its checks. Our own
# signing up (accounts/signing_in/sign_up.py) asks for an address or a number, and for no password.
ACCOUNT_SIGNUP_FIELDS = ["email*", "phone", "password1*"]
ACCOUNT_FORMS = {
    name: f"quizsite.accounts.signing_in.forms.{form}"
    for name, form in {
        "login": "LoginForm",
        "add_email": "AddEmailForm",
        "request_login_code": "RequestLoginCodeForm",
        "confirm_login_code": "ConfirmLoginCodeForm",
        "confirm_email_verification_code": "ConfirmEmailCodeForm",
        "verify_phone": "VerifyPhoneForm",
        "reset_password": "ResetPasswordForm",
        "confirm_password_reset_code": "ConfirmResetCodeForm",
        "reset_password_from_key": "ResetPasswordKeyForm",
        "change_password": "ChangePasswordForm",
        "set_password": "SetPasswordForm",
        "reauthenticate": "ReauthenticateForm",
    }.items()
}
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
# No *_SUPPORTS_CHANGE: only for a new account would allauth offer another address, and so tell.
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = ACCOUNT_PHONE_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = ACCOUNT_PHONE_VERIFICATION_TIMEOUT = 10 * 60
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_CHANGE_EMAIL = True  # one address each, changed after the new one is confirmed
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if PRODUCTION else "http"
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT
# What can be guessed at is counted in a table (quizsite/accounts/signing_in/limits.py,
# docs/decisions/0024-counted-tries.md); allauth counts the rest in the cache.
ACCOUNT_RATE_LIMITS = {
    "login": None,
    "signup": None,
    "login_failed": None,
    "request_login_code": None,
    "reset_password": None,
    "reset_password_from_key": None,
    "confirm_email": "1/10s/key",
    "verify_phone": "1/30s/key,8/h/key",  # text messages cost money
    "change_phone": "3/m/user",
}

# Second factors and passkeys
MFA_ADAPTER = "quizsite.accounts.signing_in.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Thi CCHC"
MFA_RATE_LIMITS = {"webauthn_login": None}  # per address too; a passkey cannot be guessed
MFA_TOTP_TOLERANCE = 1  # phones' clocks are off by a few seconds
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
MFA_FORMS = {
    name: f"quizsite.accounts.signing_in.forms.{form}"
    for name, form in {
        "authenticate": "AuthenticateForm",
        "reauthenticate": "ReauthenticateCodeForm",
        "activate_totp": "ActivateTOTPForm",
        "add_webauthn": "AddKeyForm",
        "edit_webauthn": "EditKeyForm",
    }.items()
}

USERSESSIONS_ADAPTER = "quizsite.accounts.signing_in.ended_sessions.SessionsAdapter"

# Changing what leads into the account asks for the password or the second factor again.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60

# Sign-in through others: a JSON list of provider_id, name, client_id, secret, server_url.
OIDC_PROVIDERS = env_json("OIDC_PROVIDERS")
SOCIALACCOUNT_ADAPTER = "quizsite.accounts.signing_in.adapters.SocialAccountAdapter"
SOCIALACCOUNT_AUTO_SIGNUP = False  # consent is given by the person, never by a provider
SOCIALACCOUNT_FORMS = {"signup": "quizsite.accounts.signing_in.forms_sign_up.SocialSignupForm"}
SOCIALACCOUNT_OPENID_CONNECT_URL_PREFIX = "lien-ket"
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": oidc_apps(OIDC_PROVIDERS)}
}

# Sessions outlive the longest round and stay in the database: a Redis outage logs nobody out.
SESSION_ENGINE = "quizsite.accounts.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
# A cookie of this name reaches no other host and no subdomain.
COOKIE_PREFIX = "__Host-" if PRODUCTION else ""
# A session that has opened an organiser's or the bank's page ends sooner.
DESK_SESSION_LASTS = timedelta(hours=12)
DESK_SESSION_IDLE = timedelta(hours=1)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SIGNED_COOKIE_LEGACY_SALT_FALLBACK = False
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Mail and text messages go to the console until a server is named.
EMAIL_BACKEND = "django.core.mail.backends.{}.EmailBackend".format(
    "smtp" if os.environ.get("EMAIL_HOST") else "console"
)
EMAIL_HOST = os.environ.get("EMAIL_HOST", "")
EMAIL_PORT = env_number("EMAIL_PORT", default=465)
EMAIL_USE_SSL = env_flag("EMAIL_USE_SSL", default=True)
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env_secret(
    "EMAIL_HOST_PASSWORD", fallback_file=VAR_DIR / "email_host_password"
)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "Thi CCHC <khong-tra-loi@localhost>")
# Where notices come back to (docs/decisions/0074-messages.md): an address that takes NAME+anything,
# piped into `manage.py take_bounce`, or a mailbox that a job looks into.
BOUNCE_ADDRESS = os.environ.get("BOUNCE_ADDRESS", "")
BOUNCE_IMAP_HOST = os.environ.get("BOUNCE_IMAP_HOST", "")
BOUNCE_IMAP_PORT = env_number("BOUNCE_IMAP_PORT", default=993)
BOUNCE_IMAP_SSL = env_flag("BOUNCE_IMAP_SSL", default=True)
BOUNCE_IMAP_USER = os.environ.get("BOUNCE_IMAP_USER", "")
BOUNCE_IMAP_PASSWORD = env_secret(
    "BOUNCE_IMAP_PASSWORD", fallback_file=VAR_DIR / "bounce_imap_password"
)
# Text messages go to mobile numbers of these countries, so many an hour from the whole site.
SMS_COUNTRIES = env_list("SMS_COUNTRIES") or ["VN"]
SMS_PER_HOUR = env_number("SMS_PER_HOUR", default=3000, at_least=1)
SMS_SENDER = os.environ.get("SMS_SENDER") or "quizsite.accounts.sms.ConsoleSender"
SMS_GATEWAY_URL = os.environ.get("SMS_GATEWAY_URL", "")
SMS_GATEWAY_KEY = env_secret("SMS_GATEWAY_KEY", fallback_file=VAR_DIR / "sms_gateway_key")

# Notices (docs/decisions/0069-notices.md): by which channels, how many an hour from the whole site
# and a day to one person, and when they rest; hours of TIME_ZONE.
NOTICE_CHANNELS = env_among("NOTICE_CHANNELS", default=["email"], among=["email", "push", "sms"])
NOTICES_PER_HOUR = env_number("NOTICES_PER_HOUR", default=2000, at_least=1)
NOTICES_PER_DAY = env_number("NOTICES_PER_DAY", default=3, at_least=1)
# Texts: with accents in 70 letters or without in 160; how many one contest may send, and the price
# of one in đồng, which organisers read beside the count.
SMS_ACCENTS = env_flag("SMS_ACCENTS", default=False)
SMS_PER_CONTEST = env_number("SMS_PER_CONTEST", default=1000, at_least=0)
SMS_PRICE = env_number("SMS_PRICE", default=0, at_least=0)
# Web push: the site's key (manage.py push_key), and the push services of browsers, with all hosts
# below them. A subscription that names another host is refused.
PUSH_KEY = key_of_32_bytes("PUSH_KEY", env_secret("PUSH_KEY", fallback_file=VAR_DIR / "push_key"))
PUSH_HOSTS = env_list("PUSH_HOSTS") or [
    *("fcm.googleapis.com", "push.services.mozilla.com", "push.apple.com", "notify.windows.com")
]
QUIET_HOURS = env_hours("QUIET_HOURS", default="21-7")

# Words, dates and numbers
SITE_NAME = "Tìm hiểu cải cách hành chính"
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Tiếng Việt"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["quizsite.formats"]
USE_THOUSAND_SEPARATOR = True
FORM_RENDERER = "quizsite.web.form_renderer.Renderer"
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True

# Static files. Libraries come from node_modules by name (quizsite/web/vendor_files.py).
STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("STATIC_ROOT") or VAR_DIR / "static")
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "quizsite.web.vendor_files.VendorFinder",
]
_is_testing = "pytest" in sys.modules
# Works of written rounds, in a folder that nginx does not read or in a bucket; files of one person.
WORKS_DIR = Path(os.environ.get("WORKS_DIR") or VAR_DIR / "works")
WORKS_S3 = env_json("WORKS_S3")
WORK_QUOTA_MB = env_number("WORK_QUOTA_MB", default=1000, at_least=1)
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or _is_testing
        else "quizsite.web.vendor_files.ModuleStorage"
    },
    "works": works_storage(WORKS_DIR, WORKS_S3),
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG or _is_testing
DATA_UPLOAD_MAX_MEMORY_SIZE = FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "quizsite.web.uploads.TellingUploadHandler",
]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# The browser runs only our own files.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        **{name: [NONE] for name in ("default-src", "base-uri", "frame-ancestors")},
        **{f"{of}-src": [SELF] for of in ("script", "style", "font", "connect", "manifest")},
        "img-src": [SELF, "data:"],  # Bootstrap's form icons are data: images
        "form-action": [SELF, *oidc_origins(OIDC_PROVIDERS)],  # signing in leads to the provider
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
if PRODUCTION:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid", f"{COOKIE_PREFIX}csrftoken"
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Personal data (docs/decisions/0026-personal-data.md): who answers for it on this site, and whom
# people write to. A contest names its own.
DATA_CONTROLLER = os.environ.get("DATA_CONTROLLER", "").strip()
DATA_CONTACT = os.environ.get("DATA_CONTACT", "").strip()
# So many months after their last contest or sign-in a person is deleted (apply_retention).
CONTACT_DATA_MONTHS = env_number("CONTACT_DATA_MONTHS", default=12, at_least=1)

# One person of so few moves a unit's rate by much; pages say so beside it. 0 says it of no unit.
SMALL_UNIT_BELOW = env_number("SMALL_UNIT_BELOW", default=10, at_least=0)

# Taking papers
SAVE_PATH = "/luu-bai/"
START_PATH = "/bat-dau/"
STAGE_PATH = "/san-khau/gui/"  # devices in a hall post to it
# Requests to pages under it leave no trace (quizsite/web/untraced.py); nginx logs none either.
UNTRACED_PATH = "/khao-sat/"
# What browsers ask for by themselves: it must not tell when somebody had a survey open.
APP_PATH = "/ung-dung/"
# Off takes the page without network away from browsers again (docs/van-hanh.md).
OFFLINE_SHELL = env_flag("OFFLINE_SHELL", default=True)
SAVE_GRACE_S = 2
PAGE_THREADS = env_number("PAGE_THREADS", default=8, at_least=1)
PAGE_PROCESSES = page_processes()
SWEEP_EVERY_S = 5

# Background work (docs/decisions/0020-background-jobs.md). A path is stored with each job: once
# released it stays, for processes of two versions share the queue.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
TIMETABLE = timetable.TIMETABLE
# Results with names and contacts lie here for a day: never where nginx hands files out.
FILES_DIR = Path(os.environ.get("FILES_DIR") or VAR_DIR / "files")
WORK_FILE_MEGABYTES = env_number("WORK_FILE_MEGABYTES", default=300, at_least=1)
CLAMD_SOCKET = env_socket("CLAMD_SOCKET")
CLAMD_UNREACHABLE = env_choice("CLAMD_UNREACHABLE", default="refuse", among=("refuse", "wait"))
# What was acknowledged is noted here too, outside the database, so that a restore is noticed and
# what it lost is known (docs/decisions/0049-restores.md). Better on another disk.
HEADS_DIR = Path(os.environ.get("HEADS_DIR") or VAR_DIR / "heads")
NOTE_HEADS = env_flag("NOTE_HEADS", default=not _is_testing)
# Public pages are the same for all visitors for so long; tests want each as it is.
KEEP_PAGES_S = 0 if _is_testing else 2
# Tests write boards when they mean to, not from a thread beside them.
BOARD_WRITER = env_flag("BOARD_WRITER", default=not _is_testing)
# What operators see (docs/decisions/0010-what-operators-see.md). Tests report when they mean to.
PROCESS_REPORTS = env_flag("PROCESS_REPORTS", default=not _is_testing)
# systemd sets both for its own; elsewhere nobody watches (docs/decisions/0050-hung-processes.md).
NOTIFY_SOCKET, WATCHDOG_S = service_manager()
METRICS_ADDRESS = env_address("METRICS_ADDRESS")
# Watched for its end; a path of this machine, empty where TLS is somebody else's.
TLS_CERTIFICATE = Path(os.environ["TLS_CERTIFICATE"]) if os.environ.get("TLS_CERTIFICATE") else None
LOGGING_CONFIG = "quizsite.operations.logs.configure"
LOGGING = {"level": os.environ.get("LOG_LEVEL") or ("WARNING" if _is_testing else "INFO")}

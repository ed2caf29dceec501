"""All three doors in one process: pages, answers, sockets."""

import os

from a2wsgi import WSGIMiddleware
from channels.routing import ProtocolTypeRouter
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quizsite.settings")

from quizsite.wsgi import application as pages  # noqa: E402 -- after the settings are named

application = ProtocolTypeRouter(
    {"http": WSGIMiddleware(pages, workers=settings.PAGE_THREADS)}  # type: ignore[arg-type] -- WSGI
)

"""Takes one guard away from our own server, to see that `bin/faults` notices.

`tests.faults.sabotaged:NAME` is an ASGI application, made at its first import. A guard is a text
in a module: if that text has gone, the server does not start and the test fails."""

import asyncio
import importlib
import importlib.machinery
import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

# Guard → module, text, replacement.
GUARDS = {
    "no_order": ("contests.delivery.saves", "WHERE excluded.seq > contests_answer.seq", ""),
    "mixed_texts": (
        "contests.delivery.saves",
        "text = excluded.text",
        "text = contests_answer.text",
    ),
    "no_deadline": (
        "contests.delivery.saves",
        "elif at > row.deadline_at",
        "elif None and row.deadline_at",
    ),
    "no_writer": ("contests.delivery.saves", "save.token.writer < row.writer", "False"),
    "no_lock": (
        "contests.attempts.locked_reads",
        "attempts.select_for_update(no_key=True, skip_locked=skip_locked)",
        "attempts",
    ),
    "sweepers_clock": (
        "contests.attempts.close",
        "attempt.finished_at = attempt.deadline_at",
        "attempt.finished_at = attempt.deadline_at + timedelta(seconds=3)",
    ),
    "no_new_epoch": ("contests.returns.noticing", "if found is None", "if True"),
    "idle_writer": ("leaderboard.boards.writer", "self._dirty.setdefault(key, since)", "pass"),
    "other_sessions": (
        "quizsite.settings",
        "SESSION_COOKIE_HTTPONLY = True",
        'SESSION_COOKIE_HTTPONLY = True\nSESSION_ENGINE = "django.contrib.sessions.backends.cache"',
    ),
}


class Sabotage(importlib.machinery.SourceFileLoader):
    """Loads a module with a text replaced, and neither reads nor writes bytecode."""

    replaced = ("", "")

    def get_code(self, fullname):
        source = Path(self.path).read_text()
        assert self.replaced[0] in source, f"{fullname}: no such guard any more"
        return compile(source.replace(*self.replaced), self.path, "exec", dont_inherit=True)


class Saboteur:
    def __init__(self, module, *replaced):
        self.module, self.replaced = module, replaced

    def find_spec(self, name, path, target=None):
        if name != self.module:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        spec.loader = Sabotage(name, spec.origin)
        spec.loader.replaced = self.replaced
        return spec


def __getattr__(name):
    if name == "acknowledge_first":
        return acknowledging_first(_application())
    if name not in GUARDS:
        raise AttributeError(name)
    module = GUARDS[name][0]
    assert module not in sys.modules, f"{module} is loaded already"
    sys.meta_path.insert(0, Saboteur(*GUARDS[name]))
    application = _application()
    if name == "no_lock":
        _submit_slowly()
    globals()[name] = application  # uvicorn asks for it more than once
    return application


def _application():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quizsite.settings")
    return importlib.import_module("quizsite.asgi").application


def _submit_slowly():
    """Give the race a moment to happen; with the lock in place the delay is harmless."""
    attempts = importlib.import_module("contests.attempts.close")
    sleep = importlib.import_module("time").sleep
    stored_choices = attempts.stored_choices

    def stored_choices_then_wait(closing):
        found = stored_choices(closing)
        sleep(0.05)
        return found

    attempts.stored_choices = stored_choices_then_wait


def acknowledging_first(application):
    """Say "saved" at once and write a moment later, as a cache in front of a database does."""
    writing = set()

    async def later(scope, messages):
        await asyncio.sleep(0.5)
        replay = iter(messages)

        async def receive():
            return next(replay)

        async def send(message):
            pass

        await application(scope, receive, send)

    async def lying(scope, receive, send):
        if scope["type"] != "http" or scope["path"] != "/luu-bai/":
            await application(scope, receive, send)
            return
        messages = [await receive()]
        while messages[-1].get("more_body"):
            messages.append(await receive())
        task = asyncio.create_task(later(scope, messages))
        writing.add(task)
        task.add_done_callback(writing.discard)
        body = json.dumps({"code": "saved", "server_at": datetime.now(UTC).isoformat()}).encode()
        headers = [(b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return lying

"""The channels by which notices go out, by a table."""

from __future__ import annotations

from collections.abc import Callable

from quizsite.notifications.mail import MailPost
from quizsite.notifications.models import Channel
from quizsite.notifications.posts import Post
from quizsite.notifications.push import PushPost
from quizsite.notifications.texts import TextPost

POSTS: dict[Channel, Callable[[], Post]] = {
    Channel.EMAIL: MailPost,
    Channel.PUSH: PushPost,
    Channel.SMS: TextPost,
}

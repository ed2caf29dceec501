"""Each kind has its words, each channel its class and a way to know whom it reaches."""

import pytest

from quizsite.notifications.channels import POSTS
from quizsite.notifications.letters import BUTTONS, SAMPLE_FACTS, words_of
from quizsite.notifications.models import Channel, NoticeKind
from quizsite.notifications.recipients import reachable


@pytest.mark.parametrize("kind", NoticeKind)
def test_each_kind_has_a_subject_words_and_a_button(kind):
    subject, *paragraphs = words_of(kind, SAMPLE_FACTS[kind] | {"contest": "Thi <CCHC> & hơn"})
    assert 10 < len(subject) < 78
    assert paragraphs
    assert BUTTONS[kind]
    assert "Thi &lt;" not in " ".join(paragraphs)


def test_all_kinds_say_different_things():
    said = {words_of(kind, SAMPLE_FACTS[kind])[0] for kind in NoticeKind}
    assert len(said) == len(NoticeKind)


@pytest.mark.django_db
@pytest.mark.parametrize("channel", Channel)
def test_each_channel_is_wired(channel, settings):
    settings.NOTICE_CHANNELS = [channel]
    assert channel in POSTS
    assert reachable([1], kind=NoticeKind.REMINDER, contest=1) == []

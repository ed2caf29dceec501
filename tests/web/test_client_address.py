"""Who counts as one sender."""

import pytest
from django.test import RequestFactory

from quizsite.web.client_address import address_of, sender_of


@pytest.mark.parametrize(
    ("seen", "address", "sender"),
    [
        ("203.0.113.7", "203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:a:b:c:d", "2001:db8:1:2:a:b:c:d", "2001:db8:1:2::"),
        ("2001:db8::1", "2001:db8::1", "2001:db8::"),
        ("::1", "::1", "::"),
    ],
)
def test_an_address_and_its_network(seen, address, sender):
    request = RequestFactory().get("/", REMOTE_ADDR=seen)
    assert (address_of(request), sender_of(request)) == (address, sender)

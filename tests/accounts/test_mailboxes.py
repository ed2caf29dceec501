"""One mailbox has one canonical form, which proposes and never decides."""

import pytest

from quizsite.accounts.mailboxes import mailbox_of


@pytest.mark.parametrize(
    ("address", "mailbox"),
    [
        ("binh@example.vn", "binh@example.vn"),
        ("binh+thi1@example.vn", "binh@example.vn"),
        ("tran.binh@example.vn", "tran.binh@example.vn"),
        ("Tran.Binh+2@Gmail.com", "tranbinh@gmail.com"),
        ("tranbinh@googlemail.com", "tranbinh@gmail.com"),
        ("tran_binh@pm.me", "tranbinh@proton.me"),
        ("binh@me.com", "binh@icloud.com"),
        ("+@example.vn", "+@example.vn"),
        ("...@gmail.com", "...@gmail.com"),
    ],
)
def test_addresses_of_one_mailbox_look_the_same(address, mailbox):
    assert mailbox_of(address) == mailbox

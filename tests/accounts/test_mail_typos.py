"""An address that looks mistyped is asked about."""

import pytest

from quizsite.accounts.mail_typos import likely_meant


@pytest.mark.parametrize(
    ("domain", "meant"),
    [
        ("gmai.com", "gmail.com"),
        ("gmail.con", "gmail.com"),
        ("gmail.co", "gmail.com"),
        ("gamil.com", "gmail.com"),
        ("gmal.com", "gmail.com"),
        ("gmail.com.vn", "gmail.com"),
        ("gnail.com", "gmail.com"),
        ("gmailcom.com", "gmail.com"),
        ("yaho.com", "yahoo.com"),
        ("yahoo.con.vn", "yahoo.com.vn"),
        ("outlok.com", "outlook.com"),
        ("hotmial.com", "hotmail.com"),
        ("iclound.com", "icloud.com"),
    ],
)
def test_a_domain_that_looks_mistyped_is_asked_about(domain, meant):
    assert likely_meant(f"an@{domain}") == f"an@{meant}"


@pytest.mark.parametrize(
    "domain",
    [
        "gmail.com",
        "ymail.com",
        "mail.com",
        "coquan.gov.vn",
        "hanoi.gov.vn",
        "haiphong.gov.vn",
        "hanam.gov.vn",
        "hanoi.edu.vn",
        "moha.gov.vn",
        "example.vn",
        "proton.me",
        "fpt.com.vn",
        "vnpt.vn",
    ],
)
def test_other_domains_are_not(domain):
    assert likely_meant(f"an@{domain}") is None

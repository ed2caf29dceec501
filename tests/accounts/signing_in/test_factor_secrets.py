"""Who reads the database alone can use no second factor of anybody."""

import pyotp
import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from quizsite.accounts.jobs import encrypt_factor_secrets
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
PLAIN = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def stored():
    return str(list(Authenticator.objects.values_list("data", flat=True)))


def works(factor, secret):
    return factor.validate_code(pyotp.TOTP(secret).now())


def test_a_new_factor_is_stored_encrypted_and_works():
    user, secret = UserFactory(), generate_totp_secret()
    factor, codes = TOTP.activate(user, secret), RecoveryCodes.activate(user)
    assert secret not in stored()
    assert "gAAAA" in codes.instance.data["seed"]
    assert works(factor, secret)
    assert codes.validate_code(codes.get_unused_codes()[0])


def test_a_job_encrypts_what_was_stored_plain():
    user = UserFactory()
    row = Authenticator.objects.create(user=user, type="totp", data={"secret": PLAIN})
    seed = {"seed": "ab" * 40, "used_mask": 1}
    codes = Authenticator.objects.create(user=user, type="recovery_codes", data=seed)
    key = Authenticator.objects.create(user=user, type="webauthn", data={"credential": {}})
    before = RecoveryCodes(codes).get_unused_codes()
    encrypt_factor_secrets.call()
    once = stored()
    assert PLAIN not in once
    assert "abab" not in once
    encrypt_factor_secrets.call()
    assert stored() == once
    for one in (row, codes, key):
        one.refresh_from_db()
    assert works(TOTP(row), PLAIN)
    assert RecoveryCodes(codes).get_unused_codes() == before
    assert key.data == {"credential": {}}


def test_after_a_change_of_key_the_old_one_still_reads(settings):
    secret = generate_totp_secret()
    factor = TOTP.activate(UserFactory(), secret)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "x" * 50
    assert works(factor, secret)


def test_what_no_key_reads_lets_nobody_in(settings):
    secret = generate_totp_secret()
    factor = TOTP.activate(UserFactory(), secret)
    settings.SECRET_KEY = "x" * 50
    assert not works(factor, secret)

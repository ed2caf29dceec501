from typing import Any

from django.db import migrations

from quizsite.accounts.addresses import to_address


def bring_into_one_spelling(apps: Any, schema_editor: Any) -> None:
    """Rewrite addresses with other than plain letters, unless somebody has the plain spelling.

    Whoever keeps an odd spelling signs in by phone or asks staff; nobody is merged."""
    User = apps.get_model("accounts", "User")
    EmailAddress = apps.get_model("account", "EmailAddress")
    for user in User.objects.exclude(email=None).only("email").iterator(2000):
        address = None if user.email.isascii() else to_address(user.email)
        if address is None or User.objects.filter(email=address).exists():
            continue
        if EmailAddress.objects.filter(email=address).exists():
            continue
        EmailAddress.objects.filter(user_id=user.pk, email=user.email).update(email=address)
        User.objects.filter(pk=user.pk).update(email=address)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]

    survives_because = "It rewrites single rows, few if any, and both versions read either spelling."

    operations = [migrations.RunPython(bring_into_one_spelling, migrations.RunPython.noop)]

"""The pages of initiatives on the sample data, by who opens them."""

from django.utils import timezone

from contests.initiatives.sample_initiatives import load_sample_initiatives
from contests.models import Application, Initiative, Referral
from quizsite.accounts.models import UnitContact, User
from tests.factories import UserFactory


def initiative_pages() -> dict[str, list[str]]:
    """Those of anybody, of the staff, of a contact person and of a council's member."""
    names = ("to-chuc", "dau-moi", "quan-tri")
    members = [User.objects.get(email=f"{name}@example.vn") for name in names]
    load_sample_initiatives(members=members, at=timezone.now())
    ideas = list(Initiative.objects.order_by("pk"))
    desk = [f"/to-chuc/sang-kien/{one.pk}/" for one in ideas]
    waiting = Referral.objects.filter(replied_at=None).select_related("unit").first()
    assert waiting is not None
    member = UserFactory(email="dau-moi-y-tuong@example.vn")
    UnitContact.objects.create(user=member, unit=waiting.unit, since=timezone.localdate())
    unit = f"/don-vi/{waiting.unit.code}/sang-kien/"
    lying = Application.objects.get().pk
    return {
        "": [
            *("/sang-kien/", "/sang-kien/so-lieu/", "/sang-kien/gui/", "/sang-kien/theo-doi/"),
            *(f"/sang-kien/{one.pk}/" for one in ideas),
            *(f"/sang-kien/theo-doi/{one.tracking_code}/" for one in ideas),
        ],
        "quan-tri": [
            "/to-chuc/sang-kien/",
            "/to-chuc/sang-kien/?viec=tat-ca",
            "/to-chuc/sang-kien/thiet-lap/",
            f"/to-chuc/sang-kien/{ideas[0].pk}/don/",
            *desk,
        ],
        "dau-moi-y-tuong": [unit, f"{unit}{waiting.initiative_id}/"],
        "to-chuc": ["/sang-kien/hoi-dong/", f"/sang-kien/hoi-dong/{lying}/", "/sang-kien/cua-toi/"],
    }

"""Models of the way onward: pilots, applications, councils, recognitions and who took it over."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contests.models.initiated import Initiative
from quizsite.accounts.models import Unit, User

MOST_APPLICANTS = 5


class Pilot(models.Model):
    """A unit tries an idea; only what was tried can be applied for."""

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="pilots")
    unit = models.ForeignKey(
        Unit, verbose_name=_("đơn vị làm thử"), on_delete=models.PROTECT, related_name="pilots"
    )
    begins_on = models.DateField(_("làm thử từ ngày"))
    ends_on = models.DateField(_("đến ngày"), null=True, blank=True)
    summary = models.TextField(_("kết quả"), max_length=3000, blank=True)

    class Meta:
        ordering = ("begins_on", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("begins_on")), name="pilot_in_order"
            ),
        )

    def __str__(self) -> str:
        return f"{self.initiative_id}: {self.unit_id}"


class PilotFigure(models.Model):
    """One thing measured before and after, with its unit of measure."""

    pilot = models.ForeignKey(Pilot, on_delete=models.CASCADE, related_name="figures")
    name = models.CharField(_("chỉ số"), max_length=200)
    measure = models.CharField(_("đơn vị tính"), max_length=40)
    before = models.DecimalField(_("trước"), max_digits=14, decimal_places=2)
    after = models.DecimalField(_("sau"), max_digits=14, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name


class CouncilLevel(models.TextChoices):
    BASE = "base", _("cấp cơ sở")
    PROVINCE = "province", _("cấp tỉnh, bộ, ngành")
    NATIONAL = "national", _("toàn quốc")


class Council(models.Model):
    """A council of initiatives; so many percent of its members must be in favour."""

    name = models.CharField(_("tên hội đồng"), max_length=200)
    level = models.CharField(
        _("cấp"), max_length=20, choices=CouncilLevel, default=CouncilLevel.BASE
    )
    share_percent = models.PositiveSmallIntegerField(
        _("tỷ lệ đồng ý tối thiểu (%)"),
        default=70,
        validators=(MinValueValidator(50), MaxValueValidator(100)),
    )
    is_dissolved = models.BooleanField(default=False)

    class Meta:
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name


class CouncilMember(models.Model):
    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="councils")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("council", "user"), name="council_member_once"),
        )

    def __str__(self) -> str:
        return f"{self.council_id}: {self.user_id}"


class Application(models.Model):
    """The application for recognition (đơn yêu cầu công nhận sáng kiến), form of TT 18/2013."""

    initiative = models.ForeignKey(
        Initiative, on_delete=models.CASCADE, related_name="applications"
    )
    addressee = models.CharField(_("kính gửi"), max_length=200)
    title = models.CharField(_("tên sáng kiến"), max_length=300)
    owner = models.CharField(
        _("chủ đầu tư tạo ra sáng kiến"),
        max_length=200,
        blank=True,
        help_text=_("Để trống nếu tác giả đồng thời là chủ đầu tư."),
    )
    field = models.CharField(_("lĩnh vực áp dụng"), max_length=200)
    first_used_on = models.DateField(
        _("ngày áp dụng lần đầu hoặc áp dụng thử"), help_text=_("Ghi ngày sớm hơn.")
    )
    nature = models.TextField(_("mô tả bản chất của sáng kiến"), max_length=6000)
    confidential = models.TextField(
        _("những thông tin cần được bảo mật"), max_length=2000, blank=True
    )
    conditions = models.TextField(_("điều kiện cần thiết để áp dụng"), max_length=3000)
    benefit_by_author = models.TextField(
        _("lợi ích thu được theo ý kiến của tác giả"), max_length=3000
    )
    benefit_by_users = models.TextField(
        _("lợi ích thu được theo ý kiến của nơi đã áp dụng"), max_length=3000, blank=True
    )
    first_users = models.TextField(
        _("những người tham gia áp dụng lần đầu"), max_length=3000, blank=True
    )
    is_pledged = models.BooleanField(default=False)
    filed_at = models.DateTimeField()
    council = models.ForeignKey(
        Council, null=True, on_delete=models.PROTECT, related_name="applications"
    )
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("filed_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("initiative",),
                condition=Q(taken_back_at=None),
                name="one_application_at_a_time",
            ),
        )

    def __str__(self) -> str:
        return self.title


class Applicant(models.Model):
    """One of the authors that the application names, with their part of the work."""

    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="applicants"
    )
    user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)
    full_name = models.CharField(_("họ và tên"), max_length=120)
    born_on = models.DateField(_("ngày sinh"), null=True, blank=True)
    workplace = models.CharField(_("nơi công tác hoặc nơi thường trú"), max_length=200)
    job = models.CharField(_("chức danh"), max_length=120, blank=True)
    qualification = models.CharField(_("trình độ chuyên môn"), max_length=120, blank=True)
    share_percent = models.PositiveSmallIntegerField(
        _("tỷ lệ đóng góp (%)"),
        default=100,
        validators=(MinValueValidator(1), MaxValueValidator(100)),
    )

    class Meta:
        ordering = ("position", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(share_percent__gte=1, share_percent__lte=100),
                name="applicant_share_percent",
            ),
        )

    def __str__(self) -> str:
        return self.full_name


class CouncilBallot(models.Model):
    """One member's yes or no to one application, once."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="ballots")
    user = models.ForeignKey(
        User, null=True, on_delete=models.SET_NULL, related_name="council_ballots"
    )
    is_in_favour = models.BooleanField(_("đồng ý"))
    remark = models.TextField(_("nhận xét"), max_length=2000, blank=True)
    cast_at = models.DateTimeField()

    class Meta:
        ordering = ("cast_at", "pk")
        constraints = (models.UniqueConstraint(fields=("application", "user"), name="ballot_once"),)

    def __str__(self) -> str:
        return f"{self.application_id}: {self.is_in_favour}"


class Recognition(models.Model):
    """The decision on an application, with what the council had said until then."""

    application = models.OneToOneField(
        Application, on_delete=models.CASCADE, related_name="recognition"
    )
    is_recognised = models.BooleanField()
    number = models.CharField(_("số quyết định, văn bản"), max_length=60)
    day = models.DateField(_("ngày ký"))
    level = models.CharField(_("cấp công nhận"), max_length=20, choices=CouncilLevel)
    in_favour = models.PositiveSmallIntegerField()
    against = models.PositiveSmallIntegerField()
    entitled = models.PositiveSmallIntegerField(help_text="members who might vote")
    decided_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.number


class Spread(models.Model):
    """Another unit took a recognised initiative over."""

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="spreads")
    unit = models.ForeignKey(
        Unit, verbose_name=_("đơn vị áp dụng"), on_delete=models.PROTECT, related_name="+"
    )
    begun_on = models.DateField(_("áp dụng từ ngày"))
    note = models.CharField(_("ghi chú"), max_length=500, blank=True)

    class Meta:
        ordering = ("begun_on", "pk")
        constraints = (
            models.UniqueConstraint(fields=("initiative", "unit"), name="spread_once_a_unit"),
        )

    def __str__(self) -> str:
        return f"{self.initiative_id} → {self.unit_id}"

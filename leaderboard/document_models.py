"""The tables of official documents: what an office states once, and the result they come from."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _


class DocumentKind(models.TextChoices):
    """What an office prints of a contest, in the order in which it is needed most."""

    AWARD_DECISION = "award_decision", _("Quyết định công nhận kết quả và khen thưởng")
    MINUTES = "minutes", _("Biên bản họp xét kết quả")
    NOTICE = "notice", _("Thông báo kết quả")
    REPORT = "report", _("Báo cáo tổng kết")
    PROPOSAL = "proposal", _("Tờ trình khen thưởng")
    INVITATION = "invitation", _("Giấy mời dự lễ trao giải")
    REMINDERS = "reminders", _("Công văn đôn đốc từng đơn vị")
    APPEAL_MINUTES = "appeal_minutes", _("Biên bản xử lý khiếu nại")
    PLAN = "plan", _("Kế hoạch tổ chức cuộc thi")
    REGULATION_DECISION = "regulation_decision", _("Quyết định ban hành thể lệ")
    REGULATION = "regulation", _("Thể lệ cuộc thi")


class OfficeLines(models.Model):
    """What stands around any official document: who issues it, who signs, who gets a copy."""

    USUAL_SYMBOL = "BTC"  # where none is stated

    superior = models.CharField(_("cơ quan cấp trên"), max_length=200, blank=True)
    agency = models.CharField(_("cơ quan ban hành"), max_length=200)
    place = models.CharField(_("địa danh"), max_length=80, blank=True)
    symbol = models.CharField(_("ký hiệu cơ quan"), max_length=40, blank=True)
    signer_authority = models.TextField(
        _("quyền hạn, chức vụ người ký"), max_length=300, blank=True
    )
    signer_name = models.CharField(_("họ tên người ký"), max_length=120, blank=True)
    recipients = models.TextField(_("nơi nhận"), max_length=2000, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.agency


class DocumentOffice(OfficeLines):
    """Who issues the documents of a contest, in whose name they are signed, and where they go.

    Contests without a row have their organiser's name alone."""

    contest = models.OneToOneField(
        "contests.Contest", primary_key=True, on_delete=models.CASCADE, related_name="office"
    )
    decider = models.CharField(_("thẩm quyền ban hành quyết định"), max_length=200, blank=True)
    chair_name = models.CharField(_("chủ tọa cuộc họp"), max_length=120, blank=True)
    secretary_name = models.CharField(_("thư ký cuộc họp"), max_length=120, blank=True)
    bases = models.TextField(_("căn cứ"), max_length=3000, blank=True)
    money_source = models.CharField(_("nguồn kinh phí khen thưởng"), max_length=300, blank=True)


class ReportOffice(OfficeLines):
    """Who issues the reports of a unit; `unit` is null for those of the whole site."""

    USUAL_SYMBOL = "……"

    unit = models.ForeignKey(
        "accounts.Unit", null=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(Coalesce("unit", Value(0)), name="report_office_once"),
        )


class ResultSnapshot(models.Model):
    """The result of a round, or of the whole contest, as its documents tell it; no names.

    People stand in it by their entries. `digest` is SHA-256 over the content."""

    contest = models.ForeignKey(
        "contests.Contest", on_delete=models.CASCADE, related_name="result_snapshots"
    )
    round = models.ForeignKey(
        "contests.Round", null=True, on_delete=models.CASCADE, related_name="result_snapshots"
    )
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    is_official = models.BooleanField()
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("round",),
                condition=Q(round__isnull=False),
                name="snapshot_once_a_round",
            ),
            models.UniqueConstraint(
                fields=("contest",), condition=Q(round__isnull=True), name="snapshot_once"
            ),
        )

    def __str__(self) -> str:
        return self.digest


class IssuedDocument(models.Model):
    """Number and day that the office gave a document, and the result it was last taken from."""

    contest = models.ForeignKey(
        "contests.Contest", on_delete=models.CASCADE, related_name="issued_documents"
    )
    round = models.ForeignKey(
        "contests.Round", null=True, on_delete=models.CASCADE, related_name="issued_documents"
    )
    kind = models.CharField(max_length=40, choices=DocumentKind)
    number = models.PositiveIntegerField(_("số"), null=True, blank=True)
    day = models.DateField(_("ngày ban hành"), null=True, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    taken_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("round", "kind"),
                condition=Q(round__isnull=False),
                name="document_once_a_round",
            ),
            models.UniqueConstraint(
                fields=("contest", "kind"), condition=Q(round__isnull=True), name="document_once"
            ),
        )

    def __str__(self) -> str:
        return self.kind


class OfficeTemplate(models.Model):
    """An office's own .docx of one kind, with names of fields where the texts come.

    `fields` are the names that it has, as they were found when it was checked."""

    contest = models.ForeignKey(
        "contests.Contest", on_delete=models.CASCADE, related_name="office_templates"
    )
    kind = models.CharField(_("loại văn bản"), max_length=40, choices=DocumentKind)
    file = models.BinaryField()
    file_name = models.CharField(max_length=200)
    fields = models.JSONField(default=list)
    uploaded_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("contest", "kind"), name="own_template_once"),
        )

    def __str__(self) -> str:
        return self.file_name


class CertificateKind(models.TextChoices):
    """What a certificate is given for."""

    WINNER = "winner", _("đạt giải")
    PARTICIPANT = "participant", _("tham gia")


class CertificateDesign(models.TextChoices):
    """The site's own designs; an office's own background covers each."""

    LOTUS = "sen", _("Sen")
    CARP = "ca-chep", _("Cá chép")
    ROOSTER = "ga", _("Gà")
    PIG = "lon", _("Lợn âm dương")
    PLAIN = "gian-di", _("Giản dị")


class CertificateStyle(models.Model):
    """How the certificates of a contest look; contests without a row have the first design."""

    contest = models.OneToOneField(
        "contests.Contest", primary_key=True, on_delete=models.CASCADE, related_name="certificates"
    )
    design = models.CharField(
        _("mẫu"), max_length=20, choices=CertificateDesign, default=CertificateDesign.LOTUS
    )
    heading = models.CharField(_("tên giấy"), max_length=80, default="Giấy chứng nhận")
    day = models.DateField(_("ngày ghi trên giấy"), null=True, blank=True)
    background = models.BinaryField(default=bytes, help_text="a cleaned picture, or nothing")

    def __str__(self) -> str:
        return self.heading


class CertificateCount(models.Model):
    """The last number that a certificate of a contest got; it stays when that one is deleted."""

    contest = models.OneToOneField(
        "contests.Contest", on_delete=models.CASCADE, related_name="certificate_count"
    )
    last = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.contest_id}: {self.last}"


class IssuedCertificate(models.Model):
    """What was printed on one certificate; its address holds a commitment to all of it.

    `round` is null for the whole contest. A certificate whose result has changed is revoked."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    contest = models.ForeignKey(
        "contests.Contest", on_delete=models.CASCADE, related_name="issued_certificates"
    )
    round = models.ForeignKey("contests.Round", null=True, on_delete=models.CASCADE)
    entry = models.ForeignKey(
        "contests.Entry", on_delete=models.CASCADE, related_name="certificates"
    )
    kind = models.CharField(max_length=20, choices=CertificateKind)
    full_name = models.CharField(max_length=120)
    unit = models.CharField(max_length=200)
    achievement = models.CharField(max_length=600)
    number = models.PositiveIntegerField()
    salt = models.CharField(max_length=32)
    issued_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("contest", "number"), name="certificate_number_once"),
        )

    def __str__(self) -> str:
        return str(self.code)

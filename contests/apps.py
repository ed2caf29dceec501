from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_out
from django.db.models.signals import post_save
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# What the audit trail calls the facts that its lines hold.
_LABELS: dict[str, str | Promise] = {
    "divisions": _("bảng thi"),
    "is_shown": _("được trưng bày"),
    "is_agreed": _("đồng ý"),
    "is_named": _("nêu tên"),
    "sections": _("ma trận đề"),
    "copied_from": _("chép từ"),
    "planned_closes_at": _("giờ đóng đã định"),
    "papers_cut": _("số bài đang làm bị dừng"),
    "reuse": _("câu trùng với kỳ thi khác"),
    "in_use": _("số câu kỳ khác còn hỏi"),
    "seen": _("số câu đã hiện đáp án"),
    "lots_commitment": _("dấu niêm phong"),
    "barred_person": _("người không được dự thi"),
    "barred_unit": _("đơn vị không được dự thi"),
    "prizeless_unit": _("đơn vị không xét giải"),
    "likeness": _("điểm giống nhau"),
    "people_alike": _("số đăng ký giống nhau"),
    "voided_entry": _("đăng ký bị loại"),
    "sign": _("dấu hiệu"),
    "decision": _("kết luận"),
    "entries_met": _("số người đã đăng ký"),
    "contest_lots": _("mã bốc thăm của cả cuộc thi"),
    "digest": _("mã kiểm tra kết quả"),
    "round": _("kỳ thi"),
    "invited_to": _("vai được mời"),
    "expires_at": _("hết hạn lúc"),
    "attempt": _("lượt"),
    "doubts": _("điều đã hỏi lại"),
    "question": _("câu hỏi"),
    "ruling": _("xử lý"),
    "accepted": _("phương án công nhận thêm"),
    "extra_time": _("thời gian thêm"),
    "extra_attempts": _("số lượt thêm"),
    "window_opens_at": _("thi bù từ"),
    "window_ends_at": _("thi bù đến"),
    "deadline_at": _("hạn nộp mới"),
    "papers": _("số bài"),
    "people_given": _("số người được cho thêm"),
    "affected": _("ai bị ảnh hưởng"),
    "remedy": _("cách khắc phục"),
    "incident_began_at": _("sự cố từ"),
    "incident_ended_at": _("sự cố đến"),
    "incident_unit": _("đơn vị"),
    "correction": _("đính chính lần"),
    "digest_before": _("mã kiểm tra của bản trước"),
    "appeal": _("khiếu nại về"),
    "outcome": _("kết luận"),
    "listed_prizes": _("giải thưởng"),
    "collective_rules": _("cách xét giải tập thể"),
    "limit": _("một người nhận nhiều nhất"),
    "most_percent": _("số giải không vượt quá (% số người dự thi)"),
    "checks_winners": _("xác nhận từng người đạt giải"),
    "eligibility": _("đối tượng dự thi"),
    "asked_details": _("thông tin hỏi khi đăng ký"),
    "quotas": _("chỉ tiêu theo nhóm"),
    "details_edited": _("mục đã sửa"),
    "category": _("nhóm đối tượng"),
    "entry_field": _("lĩnh vực"),
    "is_admitted": _("được vào kỳ"),
    "version": _("bản số"),
    "clauses": _("các điều tự viết"),
    "study_item": _("tài liệu ôn tập"),
    "study_items": _("thứ tự tài liệu ôn tập"),
    "study_document": _("văn bản"),
    "study_link": _("liên kết"),
    "study_text": _("nội dung ngắn"),
    "survey_place": _("nơi khảo sát"),
    "survey_question": _("câu hỏi"),
    "question_order": _("thứ tự câu"),
    "survey_codes": _("số mã"),
    "stage_seat": _("ghế hội thi"),
    "batch": _("lô phiếu"),
    "batch_forms": _("số phiếu trong lô"),
    "batch_differences": _("số chỗ hai người nhập khác nhau"),
    "responses_counted": _("số phiếu được tính"),
    "strata": _("cơ cấu mẫu"),
    "due_at": _("giờ gửi"),
    "most": _("số người nhiều nhất"),
    "roster_person": _("người trong danh sách"),
    "roster_new": _("số người thêm"),
    "roster_changed": _("số người sửa"),
    "roster_gone": _("số người bỏ"),
    "roster_closes_at": _("hạn chốt danh sách"),
    "invited": _("số thư mời"),
    "is_again": _("mời lại"),
    "mails_stopped": _("số thư không đi nữa"),
    "rostered": _("số người trong danh sách"),
    "entrant": _("người dự thi"),
    "is_same_person": _("là một người"),
    "panel": _("ban giám khảo"),
    "ballot": _("bình chọn"),
    "candidates": _("tác phẩm"),
    "suspect_sign": _("dấu hiệu"),
    "votes": _("số phiếu"),
    "public_percent": _("phần của bình chọn trong tổng điểm (%)"),
    "initiative_step": _("bước"),
    "hiding": _("lý do ẩn"),
    "merged_with": _("gộp với, tách khỏi"),
    "council": _("hội đồng"),
    "share_percent": _("tỷ lệ (%)"),
    "reply_days": _("số ngày làm việc để trả lời"),
    "reply_template": _("mẫu trả lời"),
    "written": _("yêu cầu của bài viết"),
    "work": _("bài số"),
    "arrived_on": _("ngày nhận"),
    "postmarked_on": _("ngày dấu bưu điện"),
    "rubric_item": _("mục của thang điểm"),
    "rubric_order": _("thứ tự các mục"),
    "ready_rubric": _("thang điểm mẫu"),
    "panel_role": _("vai trong ban giám khảo"),
    "works": _("số bài"),
    "assignments": _("số lượt phân bài"),
    "work_code": _("mã phách"),
    "juror_number": _("giám khảo số"),
    "sheet_number": _("phiếu chấm lần"),
    "chair_order": _("thứ tự các bài bằng điểm"),
    "finalists": _("bài vào chung khảo (số)"),
    "threshold": _("điểm sơ khảo từ"),
    "top": _("số bài vào chung khảo"),
    "is_by_block": _("lấy theo khối"),
    "edge": _("bài bằng nhau ở vị trí cuối"),
    "source_percent": _("điểm sơ khảo chiếm (%)"),
    "talk_minutes": _("số phút trình bày"),
    "question_minutes": _("số phút hỏi đáp"),
    "pause_minutes": _("số phút nghỉ giữa hai bài"),
    "are_names_known": _("giám khảo biết ai trình bày"),
    "seed": _("mã bốc thăm"),
    "presented_order": _("thứ tự trình bày (bài số)"),
    "is_live_public": _("ai cũng xem được điểm trực tiếp"),
    "jurors": _("số giám khảo"),
    "knocked_out": _("số bài bị loại theo thang điểm"),
    "sieve_outcome": _("kết quả sơ loại"),
    "sieve_reason": _("lý do sơ loại"),
    "mend_until": _("sửa trước"),
    "likeness_decision": _("kết luận về giống nhau"),
    "sample_essay": _("bài mẫu"),
    "shows_tools": _("giám khảo đọc lời khai công cụ AI"),
}


class ContestsConfig(AppConfig):
    name = "contests"

    def ready(self) -> None:
        _listen()
        _keep_personal_data()
        _tell_the_bank()
        _name_facts()
        _tell_uses()
        _know_audiences()
        _tell_what_is_known()
        _open_files_of_works()


def _know_audiences() -> None:
    from contests.notices.concerned import AUDIENCES, topics_of  # noqa: PLC0415 -- needs the models
    from contests.roster_invitations.addresses import (  # noqa: PLC0415 -- the same
        KIND,
        ROSTER_AUDIENCE,
    )
    from quizsite.notifications.audiences import add_audience  # noqa: PLC0415 -- the same
    from quizsite.notifications.wishes import add_topics  # noqa: PLC0415 -- the same

    for kind, audience in AUDIENCES.items():
        add_audience(kind, audience)
    add_audience(KIND, ROSTER_AUDIENCE)
    add_topics(topics_of)


def _tell_uses() -> None:
    from contests.attempts.question_uses import uses_of_rounds  # noqa: PLC0415 -- needs the models
    from questionbank.uses import add_reader  # noqa: PLC0415 -- the same

    add_reader(uses_of_rounds)


def _listen() -> None:
    from contests.attempts import sign_out  # noqa: PLC0415 -- needs the models
    from contests.judging import jobs as judging_jobs  # noqa: PLC0415 -- the same
    from contests.practice import progress  # noqa: PLC0415 -- the same
    from contests.registration.public_names import (  # noqa: PLC0415 -- the same
        publication_decided as name_decided,
    )
    from contests.rulings.stops import stop_retired  # noqa: PLC0415 -- as above
    from contests.signals import sheet_sent, tie_declared  # noqa: PLC0415 -- as above
    from questionbank.signals import revision_retired  # noqa: PLC0415 -- as above
    from quizsite.accounts.models import User  # noqa: PLC0415 -- as above
    from quizsite.accounts.signals import (  # noqa: PLC0415 -- as above
        consent_withdrawn,
        publication_decided,
        sessions_ended,
    )

    revision_retired.connect(stop_retired)
    sheet_sent.connect(judging_jobs.sheet_sent)
    tie_declared.connect(judging_jobs.tie_declared)
    user_logged_out.connect(sign_out.signed_out)
    sessions_ended.connect(sign_out.sessions_ended)
    post_save.connect(sign_out.disabled, sender=User)
    publication_decided.connect(name_decided)
    consent_withdrawn.connect(progress.consent_withdrawn)


def _keep_personal_data() -> None:
    from contests.initiatives import personal_data as initiatives  # noqa: PLC0415 -- as above
    from contests.invitations.personal_data import (  # noqa: PLC0415 -- as above
        INVITATIONS,
        OWN_INVITATIONS,
    )
    from contests.judging import personal_data as judging  # noqa: PLC0415 -- as above
    from contests.personal_data.erasure import KEEPER  # noqa: PLC0415 -- needs the models
    from contests.personal_data.holdings import CONTEST_HOLDINGS  # noqa: PLC0415 -- as above
    from contests.personal_data.retention import CONTEST_RULES  # noqa: PLC0415 -- as above
    from contests.practice import personal_data as practice  # noqa: PLC0415 -- as above
    from contests.presentations.personal_data import WITNESSES  # noqa: PLC0415 -- as above
    from contests.roster import personal_data as roster  # noqa: PLC0415 -- as above
    from contests.stage import personal_data as stage  # noqa: PLC0415 -- as above
    from contests.surveys.personal_data import TYPED_FORMS  # noqa: PLC0415 -- as above
    from contests.voting.personal_data import OWN_VOTES, VOTES  # noqa: PLC0415 -- as above
    from contests.written import personal_data as written  # noqa: PLC0415 -- as above
    from contests.written.sieve import personal_data as sieve  # noqa: PLC0415 -- as above
    from quizsite.accounts.personal_data.holdings import add_holding  # noqa: PLC0415 -- as above
    from quizsite.accounts.personal_data.keepers import add_keeper  # noqa: PLC0415 -- as above
    from quizsite.accounts.personal_data.retention import add_rules  # noqa: PLC0415 -- as above

    add_keeper(roster.ROSTER_KEEPER)  # before entries go, by which it finds its lines
    add_keeper(sieve.SIEVE_KEEPER)  # before entries go, by which it finds works
    add_keeper(written.KEEPER)  # before entries go, which a work holds back
    for keeper in (KEEPER, practice.KEEPER, initiatives.KEEPER, judging.KEEPER):
        add_keeper(keeper)
    add_rules([*CONTEST_RULES, *roster.ROSTER_RULES, INVITATIONS, practice.PRACTICE])
    add_rules([VOTES, *initiatives.RULES, *written.RULES, *sieve.SIEVE_RULES])
    add_rules([judging.WORK_BARS, WITNESSES, *stage.RULES])
    own = (OWN_INVITATIONS, practice.OWN_PRACTICE, TYPED_FORMS, roster.OWN_ROSTER_LINES, OWN_VOTES)
    works = (written.OWN_WORKS, sieve.OWN_SIEVE, judging.OWN_JUDGING)
    for holding in (*CONTEST_HOLDINGS, *own, *initiatives.HOLDINGS, *works):
        add_holding(holding)


def _tell_the_bank() -> None:
    from contests.analysis.history import figures_of_question  # noqa: PLC0415 -- needs the models
    from questionbank.round_figures import add_source  # noqa: PLC0415 -- the same

    add_source(figures_of_question)


def _tell_what_is_known() -> None:
    from contests.initiatives.recognised import add_source  # noqa: PLC0415 -- needs the models
    from contests.onward.known import recognised_hints, works_like  # noqa: PLC0415 -- the same
    from contests.written.sieve.hints import add_hint_source  # noqa: PLC0415 -- the same

    add_source(works_like)
    add_hint_source(recognised_hints)


def _open_files_of_works() -> None:
    from contests.judging.sheets.work_files import open_files_with  # noqa: PLC0415 -- needs models
    from quizsite.files.storage import works_store  # noqa: PLC0415 -- the same

    open_files_with(lambda name: works_store().open(name))


def _name_facts() -> None:
    from contests.models import (  # noqa: PLC0415 -- is one
        Affected,
        AppealKind,
        AppealOutcome,
        CaseState,
        HidingReason,
        InitiativeEventKind,
        LikenessState,
        MarkKind,
        PanelRole,
        PrizeLimit,
        Remedy,
        RulingKind,
        SieveOutcome,
        SieveReason,
        SignKind,
        SuspectSign,
        TieCriterion,
    )
    from contests.planning.reuse import Reuse  # noqa: PLC0415 -- needs the models
    from quizsite.audit.words import add_words  # noqa: PLC0415 -- needs the models

    add_words(
        labels=_LABELS,
        choices={
            "tie_chain": TieCriterion,
            "reuse": Reuse,
            "ruling": RulingKind,
            "likeness": MarkKind,
            "affected": Affected,
            "remedy": Remedy,
            "appeal": AppealKind,
            "outcome": AppealOutcome,
            "sign": SignKind,
            "suspect_sign": SuspectSign,
            "decision": CaseState,
            "limit": PrizeLimit,
            "initiative_step": InitiativeEventKind,
            "hiding": HidingReason,
            "panel_role": PanelRole,
            "sieve_outcome": SieveOutcome,
            "sieve_reason": SieveReason,
            "likeness_decision": LikenessState,
        },
    )

"""What a line of the audit trail can say was done, in which role, and about what.

A kind is stored by its value, so a value is never renamed or used again."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditKind(models.TextChoices):
    """Any app adds its kinds here; the labels are what people read."""

    CONTEST_CREATED = "contest_created", _("Tạo cuộc thi")
    CONTEST_EDITED = "contest_edited", _("Sửa bản nháp cuộc thi")
    DESCRIPTION_EDITED = "description_edited", _("Sửa thông tin đã công bố")
    ORGANISER_ADDED = "organiser_added", _("Thêm người vào ban tổ chức")
    ORGANISER_REMOVED = "organiser_removed", _("Bớt người khỏi ban tổ chức")
    ROUND_CREATED = "round_created", _("Tạo kỳ thi")
    ROUND_EDITED = "round_edited", _("Sửa bản nháp kỳ thi")
    SETS_CHOSEN = "sets_chosen", _("Chọn bộ câu hỏi của cuộc thi")
    PUBLISHED = "published", _("Công bố")
    CLOSED_EARLY = "closed_early", _("Đóng sớm")
    ENTRY_VOIDED = "entry_voided", _("Loại bài dự thi")
    ENTRY_RESTORED = "entry_restored", _("Khôi phục bài dự thi")
    FINALISED = "finalised", _("Chốt kết quả")
    RESULTS_EXPORTED = "results_exported", _("Tải tệp kết quả")
    TRAIL_EXPORTED = "trail_exported", _("Tải nhật ký")

    QUESTION_CREATED = "question_created", _("Soạn câu hỏi mới")
    QUESTION_EDITED = "question_edited", _("Soạn phiên bản mới của câu hỏi")
    QUESTION_SENT = "question_sent", _("Gửi duyệt câu hỏi")
    QUESTION_RETURNED = "question_returned", _("Trả lại câu hỏi")
    QUESTION_PUBLISHED = "question_published", _("Ban hành câu hỏi")
    QUESTION_RETIRED = "question_retired", _("Ngừng dùng câu hỏi")
    SET_CREATED = "set_created", _("Tạo bộ câu hỏi")
    SET_CHANGED = "set_changed", _("Đưa câu vào hoặc ra khỏi bộ câu hỏi")
    PAIR_DECIDED = "pair_decided", _("Tách hai câu hỏi hoặc cho cùng đề")
    RETIREMENT_PROPOSED = "retirement_proposed", _("Đề nghị ngừng dùng câu hỏi")
    END_OF_FORCE_PROPOSED = "end_of_force_proposed", _("Đề nghị kết thúc hiệu lực văn bản")
    PROPOSAL_REFUSED = "proposal_refused", _("Bác hoặc rút đề nghị")
    KEY_SEEN = "key_seen", _("Xem đáp án")
    KEYS_EXPORTED = "keys_exported", _("Tải câu hỏi kèm đáp án")
    DOCUMENT_ADDED = "document_added", _("Thêm văn bản")
    DOCUMENT_EDITED = "document_edited", _("Sửa văn bản")

    BANK_ROLE_GIVEN = "bank_role_given", _("Giao vai trong ngân hàng câu hỏi")
    BANK_ROLE_TAKEN = "bank_role_taken", _("Thu vai trong ngân hàng câu hỏi")
    CONTACT_GIVEN = "contact_given", _("Giao vai đầu mối đơn vị")
    CONTACT_TAKEN = "contact_taken", _("Thu vai đầu mối đơn vị")
    UNITS_IMPORTED = "units_imported", _("Nhập đơn vị và số cán bộ")
    STAFF_ADDED = "staff_added", _("Tạo tài khoản quản trị trang")
    NAME_CHANGED = "name_changed", _("Đổi họ và tên")
    FACTOR_ADDED = "factor_added", _("Bật một cách xác thực lớp hai")
    FACTOR_REMOVED = "factor_removed", _("Tắt một cách xác thực lớp hai")
    FACTOR_RENEWED = "factor_renewed", _("Tạo lại mã khôi phục")
    NAMES_EMPTIED = "names_emptied", _("Xóa tên một người khỏi nhật ký")


class Role(models.TextChoices):
    """In which role somebody acted."""

    ORGANISER = "organiser", _("ban tổ chức")
    AUTHOR = "author", _("người soạn câu hỏi")
    REVIEWER = "reviewer", _("người duyệt câu hỏi")
    STAFF = "staff", _("quản trị trang")
    PERSON = "person", _("chủ tài khoản")
    OPERATOR = "operator", _("lệnh trên máy chủ")
    SYSTEM = "system", _("hệ thống")


class Subject(models.TextChoices):
    """What a line can be about; `words.py` knows the model of each."""

    CONTEST = "contest", _("cuộc thi")
    ROUND = "round", _("kỳ thi")
    ENTRY = "entry", _("người dự thi")
    PERSON = "person", _("người dùng")
    QUESTION = "question", _("câu hỏi")
    BANK = "bank", _("ngân hàng câu hỏi")
    DOCUMENT = "document", _("văn bản")
    UNITS = "units", _("đơn vị")
    SITE = "site", _("toàn trang")

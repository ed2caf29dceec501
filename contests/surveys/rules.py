"""Decides who runs surveys, when one may be changed, and when it takes answers."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from contests.models import Survey, SurveyPhase, SurveyState
from contests.rules import ContestRefusal, NotOperator
from quizsite.accounts.models import User
from quizsite.accounts.rules import check_second_factor
from quizsite.language.moments import moment


class SurveyNotDraft(ContestRefusal):
    code = "survey_not_draft"
    status = 409
    message = _("Khảo sát đã mở nên câu hỏi không đổi được nữa. Hãy tạo khảo sát mới.")


class SurveyMoved(ContestRefusal):
    code = "survey_moved"
    status = 409
    message = _("Khảo sát này vừa thay đổi. Hãy tải lại trang để xem.")


class SurveyOver(ContestRefusal):
    code = "survey_over"
    status = 409
    message = _("Khảo sát đã đóng nên không sửa được nữa.")


class SurveyTakesNoAnswers(ContestRefusal):
    code = "survey_takes_no_answers"
    status = 409


class SurveyNotOver(ContestRefusal):
    code = "survey_not_over"
    status = 409
    message = _("Chỉ công bố kết quả sau khi khảo sát đã đóng.")


class SurveyPublished(ContestRefusal):
    code = "survey_published"
    status = 409
    message = _("Kết quả đã công bố nên không nhập thêm phiếu và không công bố lại.")


def check_may_survey_site(user: User) -> None:
    """The site's staff run surveys that belong to no contest, such as one at a ward's counter."""
    if not user.is_staff:
        raise NotOperator
    check_second_factor(user)


def check_is_draft(survey: Survey) -> None:
    if survey.state != SurveyState.DRAFT:
        raise SurveyNotDraft


def check_may_edit(survey: Survey, *, at: datetime) -> None:
    """Once it is closed nothing moves: a later closing would add answers to shown figures."""
    if survey.phase(at) == SurveyPhase.CLOSED:
        raise SurveyOver


def check_takes_answers(survey: Survey, *, at: datetime) -> None:
    phase = survey.phase(at)
    if phase == SurveyPhase.UPCOMING:
        said = _("Khảo sát nhận trả lời từ %(moment)s.") % {"moment": moment(survey.opens_at)}
        raise SurveyTakesNoAnswers(said)
    if phase != SurveyPhase.OPEN:
        raise SurveyTakesNoAnswers(_("Khảo sát đã đóng, không nhận trả lời nữa. Cảm ơn Ông/Bà."))


def check_takes_printed_forms(survey: Survey) -> None:
    """They may be typed in after the closing, as long as no figure is published."""
    if survey.state == SurveyState.DRAFT:
        raise SurveyTakesNoAnswers(_("Hãy mở khảo sát trước khi nhập phiếu giấy."))
    if survey.published_at is not None:
        raise SurveyPublished


def check_may_publish_summary(survey: Survey, *, at: datetime) -> None:
    if survey.published_at is not None:
        raise SurveyPublished
    if survey.phase(at) != SurveyPhase.CLOSED:
        raise SurveyNotOver

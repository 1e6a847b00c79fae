"""What officers are asked when they answer requests to join a school."""

from __future__ import annotations

from portal.accounts.answers import YesOrNo, words_field
from portal.base.admin_forms import AdminForm

HINT = "The person reads it, e.g. “Please use your school e-mail, then ask again”."


class ReasonForm(AdminForm):
    """What those who asked are told."""

    reason = words_field(
        "Why it is declined", hint=HINT, required=True, missing="Say why: the person reads it"
    )


class AnswerForm(YesOrNo):
    """Yes or no to one request."""

    reason = words_field("If no, why?", hint=HINT)

"""What staff read when something could not be published or moved and no form was there to say why."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder

from portal.base.middleware import GetResponse
from portal.base.publishing import Refused


class SaysWhyNot:
    """Leads back to the editor with the reasons: bulk actions, approvals and the like have no form."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answers a refusal; anything else is not for us."""
        if not isinstance(exception, Refused):
            return None
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            return JsonResponse({"html": format_html("<div class='w-p-6'>{}</div>", _said(exception))})
        messages.error(request, _said(exception))
        editor = AdminURLFinder(request.user).get_edit_url(exception.content)
        return redirect(editor or reverse("wagtailadmin_home"))


def _said(refused: Refused) -> SafeString:
    reasons = list(dict.fromkeys(refusal.message for refusal in refused.refusals))
    return format_html(
        "“{}” {}. {}",
        str(refused.content),
        refused.outcome,
        format_html_join(" ", "{}", ((reason,) for reason in reasons)),
    )

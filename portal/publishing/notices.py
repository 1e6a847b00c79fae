"""What an editor is told when somebody else wrote at the same time."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from wagtail.admin import messages
from wagtail.models import Revision

from portal.base import clock

MEANWHILE = (
    "{who} saved a newer version at {time} while you were writing. Nothing is lost: yours is now the "
    "newest draft, and theirs stands in the history. Compare the two, and put in what yours lacks."
)
STOPPED = " Nothing was published or sent on; do that once you have looked."


def say_meanwhile(
    request: HttpRequest, *, theirs: Revision, compare_url: str, stopped: bool = False
) -> None:
    """Somebody else saved while this person wrote; ``stopped`` says that nothing was sent on."""
    who = theirs.user.name if theirs.user else "Somebody"
    told = MEANWHILE.format(who=who, time=clock.say_time(theirs.created_at))
    button: Any = messages.button(compare_url, "Compare the two")
    messages.warning(request, told + (STOPPED if stopped else ""), buttons=[button])


def somebody_elses(revision: Revision, request: HttpRequest) -> bool:
    """Whether another person wrote it. One's own newer one is the editor's saving by itself, e.g. while a
    refused form was mended, and keeps nobody from going on."""
    return bool(revision.user_id != request.user.pk)


def without_overwriting(posted: QueryDict) -> QueryDict:
    """The same form, saved as a revision of its own: Wagtail refuses to write over one that is not
    the newest, and what was typed would stay unsaved."""
    kept = posted.copy()
    kept.pop("overwrite_revision_id", None)
    return kept


class KeepsBoth:
    """An editor's view that saves what was typed beside what somebody else saved meanwhile.

    ``theirs`` is the newest version, where another person wrote it since this one began.
    """

    theirs: Revision | None

    def post(self: Any, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        late = self.is_out_of_date
        self.theirs = (
            self.latest_revision if late and somebody_elses(self.latest_revision, request) else None
        )
        if late and not self.expects_json_response:
            request.POST = without_overwriting(request.POST)  # type: ignore[assignment]
        response: HttpResponse = super().post(request, *args, **kwargs)  # type: ignore[misc]
        return response

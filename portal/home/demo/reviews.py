"""What the demonstration has under way: something to review, something sent back, something scheduled."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType

from directory.entries import Resource, Service
from parents.models import ParentsIndexPage
from portal.accounts.models import User
from portal.base import clock
from portal.publishing.models import SecondPersonRule
from portal.publishing.services.reviews import send_back
from portal.publishing.workflow import ensure_workflow

EDITOR, MODERATOR = "editor@demo.example", "moderator@demo.example"
REASON = "Families and schools act on what stands here."


def load_reviews() -> None:
    """Adds it once; services and the parents' section ask for a second person."""
    if SecondPersonRule.objects.exists():
        return
    SecondPersonRule.objects.create(
        content_type=ContentType.objects.get_for_model(Service), reason=REASON
    )
    SecondPersonRule.objects.create(section=ParentsIndexPage.objects.get(), reason=REASON)
    ensure_workflow()
    editor, moderator = (User.objects.get(email=email) for email in (EDITOR, MODERATOR))
    waiting, returned, scheduled = Resource.objects.filter(demonstration=True).order_by("pk")[:3]
    _submit(_changed(waiting, editor, licence="Demonstration: free to copy and to change"), editor)
    step = _submit(_changed(returned, editor, formats="web page, PDF, audio"), editor)
    send_back(
        task_state_id=step.pk,
        user=moderator,
        comment="Where does the audio come from? Please add the link, then submit it again.",
    )
    _schedule(scheduled, editor)
    service = Service.objects.filter(demonstration=True).order_by("pk")[0]
    _submit(_changed(service, editor, schedule="Term-time Mondays and Thursdays"), editor)


def _changed(entry: Any, author: User, **changes: Any) -> Any:
    """A newer draft of something published."""
    entry.save_revision().publish()
    draft = type(entry).objects.get(pk=entry.pk)
    for name, value in changes.items():
        setattr(draft, name, value)
    draft.save_revision(user=author, log_action=True)
    return type(entry).objects.get(pk=entry.pk)


def _submit(entry: Any, author: User) -> Any:
    return entry.get_workflow().start(entry, author).current_task_state


def _schedule(entry: Any, author: User) -> None:
    """A new summary from next Monday at nine."""
    monday = clock.today() + timedelta(days=7 - clock.today().weekday())
    due = datetime.combine(monday, time(9), clock.LONDON)
    draft = _changed(
        entry, author, summary=f"From {clock.say_date(due)}: {entry.summary}"[:300], go_live_at=due
    )
    draft.latest_revision.publish(user=author)

"""What staff did in the admin. The work stays; after a deletion it is a “Deleted person's”."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import (
    Comment,
    CommentReply,
    ModelLogEntry,
    Page,
    PageLogEntry,
    Revision,
    TaskState,
    WorkflowState,
)

from portal.accounts.merging.records import Merge
from portal.accounts.models import User
from portal.accounts.personal_data.closing import DELETED
from portal.accounts.personal_data.registry import (
    Foresight,
    Holding,
    Record,
    Subject,
    register_holding,
)
from portal.accounts.register.records import RegisterLoad
from portal.notify.forgetting import whole

ABOUT_PEOPLE = ("accounts", "places")
"""Apps whose records have people's names as titles."""


def register_all() -> None:
    register_holding(WORK)


def give_work(subject: Subject) -> list[Record]:
    user = subject.user
    if user is None:
        return []
    return [*_log(user), *_words(user), *_reviews(user), *_files(user), *_numbers(user)]


def _log(user: User) -> list[Record]:
    entries = [
        *PageLogEntry.objects.filter(user_id=user.pk).order_by("timestamp"),
        *ModelLogEntry.objects.filter(user_id=user.pk).order_by("timestamp"),
    ]
    return [
        {"What you did": str(entry.action), "When": entry.timestamp, "To what": _title(entry, user)}
        for entry in entries
    ]


def _title(entry: Any, user: User) -> str:
    """What the entry is about. Records of people have names as titles, which are theirs to ask for."""
    if isinstance(entry, ModelLogEntry) and entry.content_type.app_label in ABOUT_PEOPLE:
        return f"a record of {entry.content_type.model_class()._meta.verbose_name_plural}"
    return str(entry.label)


def _words(user: User) -> list[Record]:
    rows = [*Comment.objects.filter(user=user), *CommentReply.objects.filter(user=user)]
    return [{"Your comment": row.text, "When": row.created_at} for row in rows]


def _reviews(user: User) -> list[Record]:
    return [
        {
            "Your review": str(row.task),
            "Ended": row.finished_at,
            "As": row.get_status_display(),
            "You wrote": row.comment,
        }
        for row in TaskState.objects.filter(finished_by=user).select_related("task")
    ]


def _files(user: User) -> list[Record]:
    return [
        {"File you uploaded": row.title, "When": row.created_at}
        for model in (get_image_model(), get_document_model())
        for row in model.objects.filter(uploaded_by_user=user)
    ]


def _numbers(user: User) -> list[Record]:
    counted = {
        "Versions you saved": Revision.objects.filter(user=user).count(),
        "Pages you made": Page.objects.filter(owner=user).count(),
        "Reviews you asked for": WorkflowState.objects.filter(requested_by=user).count(),
        "Registers of schools you loaded": RegisterLoad.objects.filter(uploaded_by=user).count(),
        "Records you made one": Merge.objects.filter(merged_by=user).count(),
        "Comments you settled": Comment.objects.filter(resolved_by=user).count(),
    }
    return [{what: number} for what, number in counted.items() if number]


def foresee_work(subject: Subject) -> Foresight:
    user = subject.user
    worked = user is not None and (
        PageLogEntry.objects.filter(user_id=user.pk).exists()
        or ModelLogEntry.objects.filter(user_id=user.pk).exists()
    )
    if not worked:
        return Foresight()
    who = subject.say("you", "they")
    return Foresight(stays=[f"What {who} wrote and changed in the admin, by “Deleted person”."])


def erase_work(subject: Subject, _by: User | None) -> None:
    """Takes the name out of the titles that the admin's history keeps of records about this person."""
    names = [name for name in (subject.name, *subject.emails) if name]
    if not names:
        return
    named = Q(pk__in=[])
    for name in names:
        named |= Q(label__icontains=name)
    pattern = whole(names)
    for entry in ModelLogEntry.objects.filter(named, content_type__app_label__in=ABOUT_PEOPLE):
        entry.label, entry.data = pattern.sub(DELETED, entry.label), {}
        entry.save(update_fields=["label", "data"])


WORK = Holding(
    key="work",
    title="What you did in the admin",
    why="So that it can be seen who published or changed what.",
    kept="As long as the pages and records. After you delete your account it says “Deleted person”.",
    covers=[
        "wagtailcore.pagelogentry.user",
        "wagtailcore.modellogentry.user",
        "wagtailcore.revision.user",
        "wagtailcore.page.owner",
        "wagtailcore.workflowstate.requested_by",
        "wagtailcore.taskstate.finished_by",
        "wagtailcore.comment.user",
        "wagtailcore.comment.resolved_by",
        "wagtailcore.commentreply.user",
        "media.portalimage.uploaded_by_user",
        "media.portaldocument.uploaded_by_user",
        "accounts.registerload.uploaded_by",
        "accounts.merge.merged_by",
    ],
    give=give_work,
    erase=erase_work,
    foresee=foresee_work,
)

"""Deciding on a submission, for an entry and for a page alike."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from wagtail.log_actions import registry
from wagtail.models import Comment, TaskState, WorkflowState

from directory.entries import Resource, Service
from portal.accounts.models import User
from portal.base import clock
from portal.base.publishing import PublishRefused
from portal.notify.models import Message
from portal.publishing import message_kinds as kinds
from portal.publishing.errors import CommentNeeded, DraftChanged, ReviewOver, SomebodyElseDecides
from portal.publishing.services.reviews import IN_PART, approve, send_back, submission
from tests.factories.directory import ResourceFactory, ServiceFactory
from tests.factories.publishing import (
    a_moderator,
    an_editor,
    ask_for_two,
    changed,
    draft_service,
    published,
    standard_page,
    submitted,
)

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

BODY = [
    {"type": "heading", "value": "Who may come", "id": "7d1f0a2e-0000-4000-8000-000000000001"},
    {"type": "text", "value": "<p>Anybody.</p>", "id": "7d1f0a2e-0000-4000-8000-000000000002"},
]


@pytest.fixture
def editor() -> User:
    return an_editor()


@pytest.fixture
def moderator() -> User:
    return a_moderator()


def waiting(kind: str, author: User) -> tuple[Any, TaskState]:
    """Something live with two changes submitted: its summary and its body."""
    if kind == "entry":
        instance = published(ServiceFactory(summary="Old words.", body=BODY))
    else:
        instance = published(standard_page(summary="Old words.", body=BODY))
    new = [BODY[0], {**BODY[1], "value": "<p>School staff.</p>"}]
    instance = changed(instance, author, summary="New words.", body=new)
    return instance, submitted(instance, author)


def decide(step: TaskState, user: User, accepted: set[str] | None, comment: str = "") -> Any:
    seen = submission(task_state_id=step.pk).seen
    return approve(task_state_id=step.pk, user=user, accepted=accepted, comment=comment, seen=seen)


@pytest.mark.parametrize("kind", ["entry", "page"])
def test_the_accepted_part_is_public_and_the_rest_stays_the_draft(
    kind: str, editor: User, moderator: User
) -> None:
    instance, step = waiting(kind, editor)
    rest = decide(step, moderator, {"summary"}, "Who counts as staff?")
    assert [piece.field for piece in rest] == ["body"]
    shown = type(instance).objects.get(pk=instance.pk)
    assert shown.live
    assert shown.summary == "New words."
    assert "Anybody" in str(shown.body)
    draft = shown.get_latest_revision_as_object()
    assert shown.has_unpublished_changes
    assert "School staff" in str(draft.body)
    assert draft.summary == "New words."
    assert shown.latest_revision.user == editor


@pytest.mark.parametrize("kind", ["entry", "page"])
def test_a_single_block_is_accepted(kind: str, editor: User, moderator: User) -> None:
    instance, step = waiting(kind, editor)
    decide(step, moderator, {f"body.{BODY[1]['id']}"}, "The summary says too little.")
    shown = type(instance).objects.get(pk=instance.pk)
    assert "School staff" in str(shown.body)
    assert shown.summary == "Old words."


@pytest.mark.parametrize("kind", ["entry", "page"])
def test_the_author_gets_it_back_with_the_comment_and_what_became_of_it(
    kind: str, editor: User, moderator: User
) -> None:
    _instance, step = waiting(kind, editor)
    decide(step, moderator, {"summary"}, "Who counts as staff?")
    step.refresh_from_db()
    assert step.workflow_state.status == WorkflowState.STATUS_NEEDS_CHANGES
    assert "Who counts as staff?" in step.comment
    assert "Published: " in step.comment
    letter = Message.objects.get(template_key="review-returned")
    assert letter.to == editor.email
    assert "Who counts as staff?" in letter.body


def test_the_history_names_both_people(editor: User, moderator: User) -> None:
    instance, step = waiting("entry", editor)
    decide(step, moderator, {"summary"}, "Who counts as staff?")
    entry = registry.get_logs_for_instance(instance).get(action=IN_PART)
    assert entry.user == moderator
    assert editor.name in entry.message
    assert "Summary" in entry.message


def test_the_author_finishes_and_the_reviewer_approves_the_rest(editor: User, moderator: User) -> None:
    ask_for_two(Service)
    instance, step = waiting("entry", editor)
    decide(step, moderator, {"summary"}, "Who counts as staff?")
    instance = changed(Service.objects.get(pk=instance.pk), editor, summary="Newest words.")
    instance.current_workflow_state.resume(user=editor)
    again = instance.current_workflow_task_state
    assert decide(again, moderator, None) == []
    shown = Service.objects.get(pk=instance.pk)
    assert shown.summary == "Newest words."
    assert "School staff" in str(shown.body)
    assert not shown.has_unpublished_changes


def test_what_went_back_still_has_everybody_who_wrote_it_as_author(moderator: User) -> None:
    """Else an author whose words a colleague submitted could publish what the reviewer sent back."""
    ask_for_two(Service)
    writer, colleague = a_moderator("Maya Example"), an_editor()
    service = published(ServiceFactory(summary="Old words.", body=BODY))
    service = changed(service, writer, body=[{**BODY[0], "value": "Nobody looked at this"}, BODY[1]])
    service = changed(service, colleague, summary="New words.")
    decide(submitted(service, colleague), moderator, {"summary"}, "Who may come is not right.")
    back = Service.objects.get(pk=service.pk)
    with pytest.raises(PublishRefused):
        back.latest_revision.publish(user=writer)
    assert "Nobody looked" not in str(Service.objects.get(pk=service.pk).body)


def test_approving_all_publishes_all_and_tells_the_author(editor: User, moderator: User) -> None:
    instance, step = waiting("entry", editor)
    assert decide(step, moderator, None) == []
    assert "School staff" in str(Service.objects.get(pk=instance.pk).body)
    assert "The public sees it now." in Message.objects.get(template_key="review-approved").body


@pytest.mark.parametrize("kind", ["page", "entry"])
@pytest.mark.parametrize("ticked", [True, False])
def test_a_comment_with_an_approval_of_everything_reaches_the_author_and_the_history(
    kind: str, ticked: bool, editor: User, moderator: User
) -> None:
    instance, step = waiting(kind, editor)
    every = {piece.key for piece in submission(task_state_id=step.pk).pieces}
    assert decide(step, moderator, every if ticked else None, "Thank you, much clearer.") == []
    step.refresh_from_db()
    assert step.comment == "Thank you, much clearer."
    assert "Thank you, much clearer." in Message.objects.get(template_key=kinds.APPROVED).body
    entries = registry.get_logs_for_instance(instance).filter(action="wagtail.workflow.approve")
    assert entries.get().comment == "Thank you, much clearer."


def test_something_new_can_be_accepted_in_part_when_that_part_can_stand(
    editor: User, moderator: User
) -> None:
    resource = ResourceFactory(live=False, link="https://www.example.org/", licence="Free to copy")
    resource.save_revision(user=editor)
    step = submitted(resource, editor)
    everything = {piece.key for piece in submission(task_state_id=step.pk).pieces}
    decide(step, moderator, everything - {"licence"}, "Is that the licence?")
    shown = Resource.objects.get()
    assert shown.live
    assert shown.licence == ""
    assert shown.get_latest_revision_as_object().licence == "Free to copy"


def test_a_part_that_cannot_stand_alone_is_refused_by_the_field(editor: User, moderator: User) -> None:
    service = draft_service(editor)
    step = submitted(service, editor)
    with pytest.raises(ValidationError) as refusal:
        decide(step, moderator, {"title", "slug"}, "Only the title is right.")
    assert "summary" in refusal.value.message_dict
    service.refresh_from_db()
    step.refresh_from_db()
    assert not service.live
    assert step.status == TaskState.STATUS_IN_PROGRESS
    assert service.revisions.count() == 1


def test_something_goes_back_only_with_a_word_on_why(editor: User, moderator: User) -> None:
    instance, step = waiting("entry", editor)
    with pytest.raises(CommentNeeded):
        decide(step, moderator, {"summary"}, " ")
    with pytest.raises(CommentNeeded):
        send_back(task_state_id=step.pk, user=moderator, comment="")
    assert Service.objects.get(pk=instance.pk).summary == "Old words."


def test_a_draft_changed_meanwhile_is_not_published_unread(editor: User, moderator: User) -> None:
    instance, step = waiting("entry", editor)
    read = submission(task_state_id=step.pk).seen
    changed(instance, a_moderator("Maya Example"), summary="Other words.")
    with pytest.raises(DraftChanged):
        approve(task_state_id=step.pk, user=moderator, accepted=None, comment="", seen=read)
    assert Service.objects.get(pk=instance.pk).summary == "Old words."


def test_a_draft_written_over_meanwhile_is_noticed(editor: User, moderator: User) -> None:
    instance, step = waiting("page", editor)
    read = submission(task_state_id=step.pk).seen
    draft = instance.get_latest_revision_as_object()
    draft.summary = "Slipped in."
    draft.save_revision(user=editor, overwrite_revision=instance.latest_revision)
    with pytest.raises(DraftChanged):
        approve(task_state_id=step.pk, user=moderator, accepted=None, comment="", seen=read)


def test_only_one_of_two_reviewers_decides(editor: User, moderator: User) -> None:
    _instance, step = waiting("entry", editor)
    send_back(task_state_id=step.pk, user=moderator, comment="Who may come?")
    with pytest.raises(ReviewOver):
        send_back(task_state_id=step.pk, user=a_moderator("Maya Example"), comment="When?")


def test_an_editor_decides_on_nothing(editor: User) -> None:
    _instance, step = waiting("entry", editor)
    with pytest.raises(PermissionDenied):
        decide(step, an_editor("Ella Example"), None)


def test_an_author_decides_on_nothing_where_two_are_asked_for(moderator: User) -> None:
    ask_for_two(Service)
    instance, step = waiting("entry", moderator)
    with pytest.raises(SomebodyElseDecides):
        decide(step, moderator, {"summary"}, "The rest later.")
    assert Service.objects.get(pk=instance.pk).summary == "Old words."


def test_an_accepted_part_is_published_now_whatever_the_draft_waits_for(
    editor: User, moderator: User
) -> None:
    instance = published(ServiceFactory(summary="Old words."))
    later = clock.now().replace(microsecond=0) + timedelta(days=3)
    instance = changed(instance, editor, summary="New words.", schedule="Mondays", go_live_at=later)
    step = submitted(instance, editor)
    decide(step, moderator, {"summary"}, "Mondays at what time?")
    shown = Service.objects.get(pk=instance.pk)
    assert shown.summary == "New words."
    assert shown.go_live_at is None
    assert shown.get_latest_revision_as_object().go_live_at == later


def test_comments_on_a_page_survive_an_approval_in_part(editor: User, moderator: User) -> None:
    instance, step = waiting("page", editor)
    Comment.objects.create(page=instance, user=moderator, text="Who?", contentpath="summary")
    decide(step, moderator, {"summary"}, "See my comment.")
    assert Comment.objects.filter(page=instance).count() == 1

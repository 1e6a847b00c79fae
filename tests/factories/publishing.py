"""What asks for a second person, and people on both sides of a review."""

from __future__ import annotations

from typing import Any

from wagtail.models import Page, TaskState

from directory.entries import Service
from portal.accounts.models import User
from portal.home.models import HomePage, StandardPage
from portal.publishing.models import SecondPersonRule
from tests.factories.accounts import UserFactory
from tests.factories.directory import ServiceFactory


def ask_for_two(*types: Any) -> None:
    """Every instance of these types, or what stands below these pages, needs a second person."""
    for what in types:
        if isinstance(what, Page):
            SecondPersonRule.objects.create(section=what)
        else:
            SecondPersonRule.objects.create(content_type=what.get_content_type())


def an_editor(name: str = "Edie Clarke") -> User:
    user: User = UserFactory(name=name, groups=["Content editors"])
    return user


def a_moderator(name: str = "Mo Farrell") -> User:
    user: User = UserFactory(name=name, groups=["Moderators"])
    return user


def draft_service(author: User | None, **changes: Any) -> Service:
    """A service that nobody has published yet, as ``author`` left it."""
    service: Service = ServiceFactory(live=False, **changes)
    service.save_revision(user=author)
    service.refresh_from_db()
    return service


def changed(instance: Any, author: User | None, **changes: Any) -> Any:
    """The newest draft, changed by ``author``; the published version stays."""
    draft = type(instance).objects.get(pk=instance.pk).get_latest_revision_as_object()
    for name, value in changes.items():
        setattr(draft, name, value)
    draft.save_revision(user=author)
    return type(instance).objects.get(pk=instance.pk)


def published(instance: Any) -> Any:
    """``instance`` as the public has seen it for long, with a revision that nobody signed."""
    instance.save_revision().publish()
    return type(instance).objects.get(pk=instance.pk)


def submitted(instance: Any, author: User) -> TaskState:
    """The step of the review that ``instance`` now waits at."""
    state = instance.get_workflow().start(instance, author)
    step: TaskState = state.current_task_state
    return step


def standard_page(parent: Page | None = None, **values: Any) -> StandardPage:
    """A page of text below the home page or ``parent``, live unless told."""
    values = {"title": "About us", "slug": "about-us", "summary": "Who we are.", **values}
    page: StandardPage = (parent or HomePage.objects.get()).add_child(instance=StandardPage(**values))
    return page

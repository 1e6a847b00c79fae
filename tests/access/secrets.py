"""One of everything that the public may not read, in each state, and each with a secret word of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction

from directory.entries import Organisation, Resource, Service
from portal.accounts.models import User
from portal.base import clock, snapshot
from portal.home.models import HomePage, IndexPage, StandardPage
from portal.media.models import PortalDocument
from portal.publishing.models import SecondPersonRule
from portal.vocabulary.models import District
from tests.factories.directory import OrganisationFactory, ResourceFactory, ServiceFactory
from tests.factories.publishing import changed, standard_page, submitted
from tests.factories.training import CoursePageFactory, SessionFactory, VenueFactory
from training.models import CoursePage

WITH_DATES = "course-with-dates"
ZEBRA = "Zebra"
"""An innocent word beside each secret one, to search for."""

MAKERS: dict[type[Any], Callable[..., Any]] = {
    StandardPage: standard_page,
    IndexPage: lambda **values: HomePage.objects.get().add_child(instance=IndexPage(**values)),
    CoursePage: CoursePageFactory,
    Resource: ResourceFactory,
    Service: ServiceFactory,
    Organisation: OrganisationFactory,
}
STATES = ["draft", "changes", "scheduled", "expired", "unpublished", "review"]


@dataclass(frozen=True)
class Secret:
    """Something hidden. ``own_page`` says that its own address may show it, as a withdrawn course's."""

    word: str
    instance: Any
    own_page: bool = False


def public_versions() -> dict[type[Any], Any]:
    """Live ones of each type, of which drafts will hold secrets: made before anything is compared."""
    SecondPersonRule.objects.all().delete()
    CoursePageFactory(title="Course with dates to come", slug=WITH_DATES)
    found = {
        model: _make(model, title="Known to all", slug=f"known-{model._meta.model_name}")
        for model in MAKERS
    }
    snapshot.drop_all()
    return found


def hide(known: dict[type[Any], Any]) -> list[Secret]:
    """Makes one of every type in every state, and what else is not for everybody."""
    editor = User.objects.get(email="editor@demo.example")
    found = [_in_state(model, state, known, editor) for model in MAKERS for state in STATES]
    return [*found, *_private(), *_training(known), _document()]


def _word(model: type[Any], state: str) -> str:
    return f"qx{model._meta.model_name}{state}"


def _beside(known: dict[type[Any], Any], model: type[Any]) -> dict[str, Any]:
    """What it needs beside it, of which there is one already: a new one would change lists by itself."""
    relations = {
        Service: ("organisation",),
        Resource: ("resource_type",),
        CoursePage: ("area_of_need", "level"),
    }
    return {name: getattr(known[model], name) for name in relations.get(model, ())}


def _make(model: type[Any], **values: Any) -> Any:
    instance = MAKERS[model](**values)
    instance.save_revision().publish()
    return model.objects.get(pk=instance.pk)


def _in_state(model: type[Any], state: str, known: dict[type[Any], Any], editor: User) -> Secret:
    word = _word(model, state)
    values = {"title": f"{ZEBRA} {word}", "slug": word, "summary": f"About {word}."}
    if state == "changes":
        return Secret(word, changed(known[model], editor, title=values["title"]))
    instance = MAKERS[model](**values, **_beside(known, model), live=False)
    instance.save_revision(user=editor)
    if state == "review":
        submitted(instance, editor)
    elif state == "scheduled":
        instance = changed(instance, editor, go_live_at=clock.now() + timedelta(days=2))
        instance.latest_revision.publish()
    elif state in ("expired", "unpublished"):
        instance.latest_revision.publish()
        instance = model.objects.get(pk=instance.pk)
        instance.unpublish(set_expired=state == "expired")
    return Secret(word, model.objects.get(pk=instance.pk))


def _private() -> Iterator[Secret]:
    """A page for the signed in, one with a password, and one below it."""
    for kind in (PageViewRestriction.PASSWORD, PageViewRestriction.GROUPS):
        word = f"qxprivate{kind}"
        page = _make(StandardPage, title=f"{ZEBRA} {word}", slug=word, summary=word)
        PageViewRestriction.objects.create(page=page, restriction_type=kind, password="tell-nobody")
        yield Secret(word, page)
        below = f"qxbelow{kind}"
        child = standard_page(page, title=f"{ZEBRA} {below}", slug=below, summary=below)
        yield Secret(below, Page.objects.get(pk=child.pk).specific)


def _training(known: dict[type[Any], Any]) -> Iterator[Secret]:
    """A withdrawn course; sessions that are not announced yet."""
    word = "qxwithdrawn"
    values = {"title": f"{ZEBRA} {word}", "slug": word, "summary": word, "withdrawn_on": clock.today()}
    gone = _make(CoursePage, **values, **_beside(known, CoursePage))
    yield Secret(word, gone, own_page=True)
    course = CoursePage.objects.get(slug=WITH_DATES)
    later = clock.now() + timedelta(days=3)
    for state, visible in (("draft", None), ("open", later)):
        word = f"qxsession{state}"
        session = SessionFactory(
            course=course,
            state=state,
            visible_from=visible,
            format="in-person",
            venue=VenueFactory(name=word, district=District.objects.earliest("pk")),
        )
        yield Secret(word, session)


def _document() -> Secret:
    closed = Collection.get_first_root_node().add_child(name="Closed")
    CollectionViewRestriction.objects.create(
        collection=closed, restriction_type=CollectionViewRestriction.PASSWORD, password="tell-nobody"
    )
    word = "qxdocument"
    document = PortalDocument.objects.create(
        title=f"{ZEBRA} {word}",
        file=ContentFile(f"It says {word}.".encode(), name=f"{word}.txt"),
        file_size=10,
        collection=closed,
    )
    return Secret(word, document)

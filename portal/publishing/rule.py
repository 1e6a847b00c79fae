"""The rule of two people: where it is asked for, nobody publishes what they wrote themselves.

Its one home. ``portal.publishing.guard`` asks it before anything is published, by whatever way;
buttons ask it to say beforehand what would be refused. In words: ``docs/rules/publishing.md``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page, Revision

from portal.base.snapshot import Snapshot
from portal.publishing.contents import content_of, digest, words
from portal.publishing.models import Approval, SecondPersonRule

REVIEW = "publishing.review"
"""The right to be the second person."""

OWN_WORDS = (
    "You changed this {kind} yourself, so somebody else has to look at it before the public sees it. "
    "Your draft is safe. Choose “Submit to Editorial review”: reviewers are told, and you hear from them."
)
NOT_A_REVIEWER = (
    "A {kind} here is published by a reviewer. Choose “Submit to Editorial review” in the same menu: "
    "reviewers are told, and you hear from them."
)
WHATEVER_YOU_CHANGE = (
    "What you change in this {kind}, somebody else has to look at before the public sees it. "
    "Choose “Submit to Editorial review” when you are done."
)
NOBODY_APPROVED = "A {kind} here needs a second person, and nobody has approved this version."


@dataclass(frozen=True)
class _Rules:
    """The rules as few facts: which types, and where in the tree."""

    types: frozenset[int]
    sections: tuple[str, ...]


def _load() -> _Rules:
    rows = SecondPersonRule.objects.values_list("content_type_id", "section__path")
    found = list(rows)
    return _Rules(
        frozenset(type_id for type_id, _path in found if type_id),
        tuple(path for _type, path in found if path),
    )


_rules = Snapshot(_load, SecondPersonRule, Page)


def needs_second_person(instance: Any) -> bool:
    """Whether the type of ``instance``, or the section it stands or is mirrored in, asks for two people."""
    rules = _rules.get()
    if instance.get_content_type().pk in rules.types:
        return True
    if not rules.sections or not isinstance(instance, Page):
        return False
    path = instance.path or getattr(instance, "written_below", "")
    return any(map(section_needs_second_person, [path, *_mirrored_at(instance)]))


def _mirrored_at(page: Page) -> list[str]:
    """Where in the tree pages show what ``page`` publishes: its mirrors, and theirs."""
    found: dict[int, str] = {}
    last = [page.pk]
    while last:
        rows = Page.objects.filter(alias_of__in=last).exclude(pk__in=found).values_list("pk", "path")
        new = dict(rows)
        found |= new
        last = list(new)
    return list(found.values())


def section_needs_second_person(path: str) -> bool:
    """Whether what stands at this path of the tree is in a section that asks for two people."""
    return any(path.startswith(section) for section in _rules.get().sections)


def last_published(instance: Any) -> Revision | None:
    """The revision that the public sees; of something taken down, the last that two people stood behind.

    Taking down forgets it in Wagtail, so our own note of it comes first. What one person published
    where nobody else was asked, and took down again, may since have moved to where somebody is.
    """
    mine = Revision.objects.for_instance(instance)
    noted = Approval.objects.filter(revision__in=mine, published_at__isnull=False)
    if not instance.live:
        noted = noted.by_two_people()
    newest = noted.select_related("revision").order_by("-published_at", "-pk").first()
    return newest.revision if newest else mine.filter(pk=instance.live_revision_id).first()


def authors_of_changes(instance: Any, revision: Revision) -> set[int]:
    """Who changed words between the last publication and ``revision``: ids of users.

    A revision that says the same as the one before it is nobody's change: Wagtail writes one
    whenever somebody presses Publish.
    """
    base = last_published(instance)
    authors: set[int] = set()
    before = None
    if base is not None:
        before = words(base.content)
        approval = Approval.objects.filter(revision=base).first()
        if approval is not None and approval.digest != digest(base.content) and base.user_id:
            authors.add(base.user_id)  # rewritten since it was published
        if approval is not None and _came_back(instance, base, revision):
            authors |= set(approval.authors.values_list("pk", flat=True))
    for step in _steps(instance, after=base, upto=revision):
        now = words(step.content)
        if now != before and step.user_id:
            authors.add(step.user_id)
        before = now
    return authors


def _came_back(instance: Any, base: Revision, upto: Revision) -> bool:
    """Whether the draft goes on from the one before ``base``: what an approval in part sent back.

    The reviewer's decision writes that draft again in one name, but all who wrote it are its authors.
    """
    first = next(_steps(instance, after=base, upto=upto), None)
    earlier = Revision.objects.for_instance(instance).filter(created_at__lte=base.created_at)
    draft = earlier.exclude(pk=base.pk).order_by("-created_at", "-pk").first()
    if first is None or draft is None or words(first.content) != words(draft.content):
        return False
    return words(first.content) != words(base.content)


def _steps(instance: Any, *, after: Revision | None, upto: Revision) -> Iterator[Revision]:
    """Revisions in the order in which they were written."""
    rows = Revision.objects.for_instance(instance).filter(created_at__lte=upto.created_at)
    if after is not None:
        if (upto.created_at, upto.pk) <= (after.created_at, after.pk):
            rows = rows.filter(pk=upto.pk).exclude(pk=after.pk)
        else:
            rows = rows.filter(created_at__gte=after.created_at).exclude(pk=after.pk)
    for row in rows.order_by("created_at", "pk"):
        if after is None or (row.created_at, row.pk) > (after.created_at, after.pk) or row.pk == upto.pk:
            yield row


def refusal(instance: Any, revision: Revision, user: Any) -> str:
    """Why ``user`` may not publish ``revision``, in words for them; empty when they may.

    Without a user, as when its time has come, it takes an approval by a second person before.
    """
    if not needs_second_person(instance):
        return ""
    authors = authors_of_changes(instance, revision)
    if user is None:
        allowed = not authors or is_approved(revision, authors)
        return "" if allowed else _say(NOBODY_APPROVED, instance)
    if user.pk in authors:
        return _say(OWN_WORDS, instance)
    return "" if user.has_perm(REVIEW) or not authors else _say(NOT_A_REVIEWER, instance)


def is_approved(revision: Revision, authors: set[int]) -> bool:
    """Whether a person other than its authors approved what ``revision`` says now."""
    approval = Approval.objects.filter(revision=revision, digest=digest(revision.content)).first()
    return (
        approval is not None
        and approval.approved_by_id is not None
        and approval.approved_by_id not in authors
    )


def reason_against_words(content: Any, user: Any) -> str:
    """Why ``user`` may not publish what stands in their form, before it is saved."""
    if not needs_second_person(content):
        return ""
    revision = content.latest_revision if content.pk else None
    told = words(content_of(content))
    if revision is None or told != words(revision.content):
        public = (
            type(content)._base_manager.filter(pk=content.pk, live=True).first() if content.pk else None
        )
        if public is None or revision is not None or told != words(content_of(public)):
            return _say(OWN_WORDS, content)
        return ""
    return refusal(content, revision, user)


def reason_against_publishing(instance: Any, user: Any) -> str:
    """Why ``user`` may not publish the newest draft of ``instance``; empty when they may."""
    if not needs_second_person(instance):
        return ""
    revision = instance.latest_revision
    if instance.pk is None or revision is None:
        return ""
    return refusal(instance, revision, user)


def _say(sentence: str, instance: Any) -> str:
    return sentence.format(kind=instance._meta.verbose_name)


def reason_in_menu(instance: Any, user: Any) -> str:
    """The same before anything was changed: whoever opens it to write will be its author."""
    reason = reason_against_publishing(instance, user)
    if reason or not needs_second_person(instance):
        return reason
    untouched = instance.live and not instance.has_unpublished_changes
    return _say(WHATEVER_YOU_CHANGE, instance) if untouched else ""


def reason_against_new(model: Any, *, parent: Page | None = None) -> str:
    """Why nobody may publish something new of this type, there, in one go; empty when they may."""
    asked = ContentType.objects.get_for_model(model).pk in _rules.get().types
    if parent is not None:
        asked = asked or section_needs_second_person(parent.path)
    return _say(OWN_WORDS, model) if asked else ""

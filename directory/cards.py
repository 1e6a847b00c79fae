"""Entries as rows of a list, without a query of their own: names come from the vocabulary in memory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from directory.entries import Entry, Organisation, Resource, Service
from directory.facts import ALL_OF_KENT, access_steps, named, say_phases
from portal.base import clock
from portal.vocabulary.registry import terms


@dataclass(frozen=True)
class EntryCard:
    """What every list shows of an entry. ``notes`` are its facts in a few words."""

    title: str
    href: str
    summary: str
    kind: str
    area: Any | None
    demonstration: bool
    notes: tuple[str, ...]

    component = "components/resource-card.html"


@dataclass(frozen=True)
class ResourceCard(EntryCard):
    """The variables of ``components/resource-card.html``."""

    formats: str = ""
    phases: str = ""
    checked: str = ""


@dataclass(frozen=True)
class ServiceCard(EntryCard):
    """The variables of ``components/service-card.html``; ``closed`` says why it cannot be used."""

    tier: str = ""
    who: str = ""
    where: str = ""
    cost: str = ""
    how: str = ""
    closed: str = ""

    component = "components/service-card.html"


def entry_card(entry: Entry) -> EntryCard:
    """The row for ``entry``, which should come from its queryset's ``for_lists``."""
    if isinstance(entry, Resource):
        return _resource(entry)
    if isinstance(entry, Service):
        return _service(entry)
    assert isinstance(entry, Organisation)
    notes = ("Independent advice for families",) if entry.independent_advice else ()
    return ResourceCard(**_shared(entry), kind="Organisation", notes=notes, formats=", ".join(notes))


def _resource(entry: Resource) -> ResourceCard:
    fresh = entry.freshness(clock.today())
    level = named("levels", entry.level_id)
    return ResourceCard(
        **_shared(entry),
        kind=named("resource_types", entry.resource_type_id),
        notes=tuple(note for note in (level, entry.formats) if note),
        formats=entry.formats,
        phases=say_phases(terms("phases").pick(getattr(entry, "phase_ids", None))),
        checked=fresh.state.label if not fresh.is_current else "",
    )


def _service(entry: Service) -> ServiceCard:
    where = _say("districts", entry, "district_ids") or ALL_OF_KENT
    cost = "Free" if entry.free else "There is a charge"
    closed = "" if entry.is_active else entry.get_status_display()
    referral = "Needs a referral" if entry.needs_referral else "No referral needed"
    return ServiceCard(
        **_shared(entry),
        kind="Service",
        notes=tuple(note for note in (closed, where, referral, cost) if note),
        tier=named("tiers", entry.tier_id),
        who=_say("audiences", entry, "audience_ids"),
        where=where,
        cost=f"{cost}, {referral.lower()}",
        how="" if closed else next(iter(access_steps(entry.how_to_access)), ""),
        closed=closed,
    )


def _shared(entry: Entry) -> dict[str, Any]:
    return {
        "title": entry.title,
        "href": entry.href,
        "summary": entry.summary,
        "area": terms("areas").by_id.get(getattr(entry, "area_of_need_id", None) or 0),
        "demonstration": entry.demonstration,
    }


def _say(list_name: str, entry: Entry, ids: str) -> str:
    return ", ".join(row.name for row in terms(list_name).pick(getattr(entry, ids, None)))

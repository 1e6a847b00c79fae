"""Resources and services as what can be found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, cast

from django.db.models import Case, DateTimeField, Expression, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Coalesce, TruncDate

from directory.cards import EntryCard, ResourceCard, ServiceCard, entry_card
from directory.entries import Entry, Organisation, Resource, Service
from directory.freshness import ASSURED_FOR, FreshnessState
from directory.querysets import EntryQuerySet
from portal.base import clock
from portal.base.models import site_settings
from portal.base.plain_text import words_of_stream
from portal.base.relations import related_to
from portal.vocabulary.places import point_of
from portal.vocabulary.registry import terms
from search import needs
from search.documents import Facet, SearchDocument
from search.indexing.watching import watch
from search.kinds import Kind, key_of, register
from search.plan import Selection
from search.public import expiring, published
from search.results import Result
from search.whereabouts import Whereabouts

RESOURCE = Kind("resource", "Resource", "Resources", 2)
SERVICE = Kind("service", "Service", "Services", 3)


class EntrySource:
    """What resources and services share: published entries of one model, all of one kind."""

    model: type[Entry]
    kind: Kind
    name = ""
    relations: dict[str, str] = {}
    related: dict[Facet, tuple[str, str]] = {}
    """Facets that are many-to-many relations: the relation and its list."""
    loaded: tuple[str, ...] = ()

    @property
    def kinds(self) -> Sequence[Kind]:
        return (self.kind,)

    def public(self) -> EntryQuerySet:
        return cast("EntryQuerySet", published(self.model.objects.all()))

    def documents(self, pks: Sequence[int]) -> list[SearchDocument]:
        """In one query."""
        rows = self.public().filter(pk__in=pks).select_related(*self.loaded)
        return [self.document(row) for row in rows.with_term_ids(**self.relations)]

    def document(self, row: Any) -> SearchDocument:
        """What is found of a row."""
        stale = row.freshness().state == FreshnessState.OVERDUE
        return SearchDocument(
            key=key_of(self.name, row.pk),
            kind=self.kind.slug,
            title=row.title,
            summary=row.summary,
            keywords=needs.words(row.need_ids),
            body=" ".join(part for part in self.texts(row) if part),
            facets={
                Facet.DIMENSION: _areas(row),
                Facet.NEED: needs.with_broader(row.need_ids),
                Facet.AUDIENCE: needs.slugs("audiences", row.audience_ids),
                **self.facets(row),
            },
            changed=row.assured_on or clock.in_london(row.created_at).date(),
            overdue=stale,
            **self.place(row),
        )

    def texts(self, row: Any) -> Iterable[str]:
        """What its body is made of."""
        yield words_of_stream(row.body)

    def facets(self, row: Any) -> dict[Facet, tuple[str, ...]]:
        """Facets of its own kind."""
        raise NotImplementedError

    def place(self, row: Any) -> dict[str, Any]:
        """Where it is."""
        return {}

    def results(self, pks: Sequence[int]) -> dict[int, Result]:
        """In one query."""
        rows = self.of_lists(self.public().filter(pk__in=pks))
        return {row.pk: self.result(row, entry_card(row)) for row in rows}

    def of_lists(self, rows: Any) -> Any:
        """Rows with what a card shows."""
        return rows.for_lists()

    def result(self, row: Any, card: Any) -> Result:
        """What readers see of a row."""
        raise NotImplementedError

    def whereabouts(self, _pks: Sequence[int]) -> dict[int, Whereabouts]:
        """An entry is nowhere, unless its kind says where."""
        return {}

    def kind_of(self) -> Expression:
        return Value(self.kind.slug)

    def narrow(self, rows: QuerySet[Any], selection: Selection) -> QuerySet[Any]:
        """As the directory does; what an entry cannot meet at all, none does."""
        if selection.first or selection.last:
            return rows.none()
        for facet, chosen in selection.values.items():
            if chosen and facet is not Facet.KIND:
                rows = self.meeting(rows, facet, chosen)
        return rows

    def meeting(self, rows: Any, facet: Facet, chosen: Sequence[str]) -> QuerySet[Any]:
        """Rows that meet one facet."""
        if facet is Facet.DIMENSION:
            areas = needs.ids("areas", chosen)
            return rows.in_areas(areas) if areas else rows.none()
        if facet not in self.related:
            return rows.none()
        relation, list_name = self.related[facet]
        wanted = needs.ids(list_name, chosen)
        if facet is Facet.NEED:
            wanted = needs.with_narrower(wanted)
        return rows.filter(related_to(self.model, relation, wanted))

    def ordering(self) -> dict[str, Any]:
        stale = Q(assured_on__lt=clock.today() - ASSURED_FOR)
        return {
            "next_start": Cast(Value(None), DateTimeField()),
            "changed": Coalesce("assured_on", TruncDate("created_at", tzinfo=clock.LONDON)),
            "overdue": Case(When(stale, then=Value(1)), default=Value(0)),
        }

    def due(self, after: datetime, until: datetime) -> Iterable[int]:
        """Entries that run out, and those whose check falls overdue: the day after it was good for."""
        yield from expiring(self.model, after, until)
        first, last = (clock.in_london(at).date() - ASSURED_FOR for at in (after, until))
        overdue = self.model.objects.filter(assured_on__gte=first, assured_on__lt=last)
        yield from overdue.values_list("pk", flat=True)


def _areas(row: Any) -> tuple[str, ...]:
    """Its own area of need, or else those of its needs."""
    if row.area_of_need_id:
        return needs.slugs("areas", [row.area_of_need_id])
    return needs.slugs("areas", [need.area_id for need in terms("needs").pick(row.need_ids)])


class ResourceSource(EntrySource):
    """Published resources."""

    model, kind, name = Resource, RESOURCE, "resource"
    relations = {"need_ids": "needs", "phase_ids": "phases", "audience_ids": "audiences"}
    related = {
        Facet.NEED: ("needs", "needs"),
        Facet.PHASE: ("phases", "phases"),
        Facet.AUDIENCE: ("audiences", "audiences"),
    }

    def texts(self, row: Any) -> Iterable[str]:
        kind = terms("resource_types").by_id.get(row.resource_type_id)
        yield kind.name if kind else ""
        yield from super().texts(row)

    def facets(self, row: Any) -> dict[Facet, tuple[str, ...]]:
        return {
            Facet.TYPE: needs.slugs("resource_types", [row.resource_type_id]),
            Facet.LEVEL: needs.slugs("levels", [row.level_id]),
            Facet.PHASE: needs.slugs("phases", row.phase_ids),
            Facet.COST: ("free",),
        }

    def meeting(self, rows: Any, facet: Facet, chosen: Sequence[str]) -> QuerySet[Any]:
        if facet is Facet.TYPE:
            return rows.filter(resource_type__in=needs.ids("resource_types", chosen))
        if facet is Facet.LEVEL:
            return rows.filter(level__in=needs.ids("levels", chosen))
        if facet is Facet.COST:
            return rows if "free" in chosen else rows.none()
        return super().meeting(rows, facet, chosen)

    def result(self, row: Any, card: EntryCard) -> Result:
        assert isinstance(card, ResourceCard)
        fresh = row.freshness()
        notes = (*card.notes, card.phases)
        return Result(
            **_shared(card, self.kind),
            kind_label=f"{self.kind.label}: {card.kind.lower()}",
            notes=tuple(note for note in notes if note),
            checked=fresh.sentence if fresh.state != FreshnessState.UNCHECKED else card.checked,
            warn=not fresh.is_current,
        )


class ServiceSource(EntrySource):
    """Published services."""

    model, kind, name = Service, SERVICE, "service"
    relations = {"need_ids": "needs", "audience_ids": "audiences", "district_ids": "districts"}
    related = {Facet.NEED: ("needs", "needs"), Facet.AUDIENCE: ("audiences", "audiences")}
    loaded = ("organisation",)

    def texts(self, row: Any) -> Iterable[str]:
        yield row.how_to_access
        yield from super().texts(row)
        yield row.schedule
        if row.organisation.live:
            yield row.organisation.title
            yield row.organisation.summary

    def facets(self, row: Any) -> dict[Facet, tuple[str, ...]]:
        return {
            Facet.DISTRICT: _served(row),
            Facet.PHASE: tuple(phase.slug for phase in _phases(row)),
            Facet.COST: ("free" if row.free else "paid",),
        }

    def place(self, row: Any) -> dict[str, Any]:
        point = point_of(row.latitude, row.longitude, row.postcode)
        return {"latitude": point[0], "longitude": point[1]} if point else {}

    def whereabouts(self, pks: Sequence[int]) -> dict[int, Whereabouts]:
        rows = self.public().filter(pk__in=pks).only("latitude", "longitude", "postcode")
        return {
            row.pk: Whereabouts(
                frozenset(_served(row)), (point_of(row.latitude, row.longitude, row.postcode),)
            )
            for row in rows.with_term_ids(district_ids="districts")
        }

    def meeting(self, rows: Any, facet: Facet, chosen: Sequence[str]) -> QuerySet[Any]:
        if facet is Facet.DISTRICT:
            districts = needs.ids("districts", chosen)
            return rows.serving(districts) if districts else rows.none()
        if facet is Facet.COST:
            return rows.filter(free__in=[value == "free" for value in chosen])
        if facet is Facet.PHASE:
            return rows.filter(_within_ages(chosen))
        return super().meeting(rows, facet, chosen)

    def result(self, row: Any, card: EntryCard) -> Result:
        assert isinstance(card, ServiceCard)
        fresh = row.freshness()
        notes = (card.closed, card.cost)
        return Result(
            **_shared(card, self.kind),
            kind_label=self.kind.label,
            where=card.where,
            notes=tuple(note for note in notes if note),
            checked="" if fresh.is_current else fresh.state.label,
            warn=not fresh.is_current,
        )


def _served(service: Any) -> tuple[str, ...]:
    """The districts it names; all of Kent where it names none."""
    districts = service.district_ids or [district.pk for district in terms("districts").rows]
    return needs.slugs("districts", districts)


def _phases(service: Any) -> list[Any]:
    """Phases that the ages it takes overlap; none where it names no ages."""
    youngest, oldest = service.minimum_age, service.maximum_age
    if youngest is None and oldest is None:
        return []
    return [
        phase
        for phase in terms("phases").rows
        if (oldest is None or phase.min_age <= oldest)
        and (youngest is None or phase.max_age >= youngest)
    ]


def _within_ages(chosen: Sequence[str]) -> Q:
    """As ``_phases``, in a query."""
    found = Q(pk__in=[])
    for pk in needs.ids("phases", chosen):
        phase = terms("phases").by_id[pk]
        from_age = Q(minimum_age__isnull=True) | Q(minimum_age__lte=phase.max_age)
        to_age = Q(maximum_age__isnull=True) | Q(maximum_age__gte=phase.min_age)
        named = Q(minimum_age__isnull=False) | Q(maximum_age__isnull=False)
        found |= from_age & to_age & named
    return found


def _shared(card: EntryCard, kind: Kind) -> dict[str, Any]:
    return {
        "title": card.title,
        "summary": card.summary,
        "url": card.href,
        "area": card.area,
        # Where the whole site is a demonstration, a ribbon on every page says so.
        "demonstration": card.demonstration and not site_settings.get().demonstration,
        "kind": kind.slug,
    }


def register_kinds() -> None:
    """Called once when the app is ready."""
    register(ResourceSource())
    register(ServiceSource())
    watch(Resource, lambda entry: [key_of(ResourceSource.name, entry.pk)])
    watch(Service, lambda entry: [key_of(ServiceSource.name, entry.pk)])
    watch(Organisation, _services_of)


def _services_of(organisation: Organisation) -> list[str]:
    """An organisation's own words stand in its services' documents."""
    pks = Service.objects.filter(organisation=organisation).values_list("pk", flat=True)
    return [key_of(ServiceSource.name, pk) for pk in pks]

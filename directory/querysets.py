"""Reads of directory entries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Count, Exists, Q
from django.db.models.functions import Substr, Upper

from portal.base.relations import joined, related_to, term_ids

if TYPE_CHECKING:
    from directory.entries import Organisation, Resource


class EntryQuerySet(models.QuerySet[Any]):
    """Resources, services or organisations."""

    def live(self) -> Self:
        """Published, and so visible to the public."""
        return self.filter(live=True)

    def with_initial(self) -> Self:
        """Adds ``initial``, the capital that a title begins with."""
        return self.annotate(initial=Upper(Substr("title", 1, 1)))

    def initials(self) -> dict[str, int]:
        """How many titles begin with each capital; their sum is the count of all rows."""
        rows = self.with_initial().order_by().values_list("initial").annotate(Count("pk"))
        return {initial: count for initial, count in rows if initial}

    def with_term_ids(self, **relations: str) -> Self:
        """Adds lists of related ids, e.g. ``with_term_ids(need_ids="needs")``, without more queries."""
        return self.annotate(
            **{name: term_ids(self.model, relation) for name, relation in relations.items()}
        )

    def having(self, relation: str, ids: Sequence[int]) -> Self:
        """Rows related to any of ``ids``; all rows when there are none."""
        return self.filter(related_to(self.model, relation, ids)) if ids else self

    def in_areas(self, ids: Sequence[int]) -> Self:
        """About these areas of need; what has no area of its own counts by its needs."""
        if not ids:
            return self
        by_need = joined(self.model, "needs").filter(need__area_id__in=ids)
        return self.filter(Q(area_of_need__in=ids) | Q(area_of_need__isnull=True) & Exists(by_need))


class ResourceQuerySet(EntryQuerySet):
    """Things to use."""

    def for_page(self) -> Self:
        """With all that an entry page shows, in one query."""
        return self.select_related("document").with_term_ids(
            need_ids="needs", phase_ids="phases", audience_ids="audiences"
        )

    def for_lists(self) -> Self:
        """With what a card shows."""
        return self.with_term_ids(phase_ids="phases").defer("body")

    def like(self, resource: Resource, *, need_ids: Sequence[int]) -> Self:
        """Live resources that share needs with ``resource``, those with most in common first."""
        return (
            self.live()
            .exclude(pk=resource.pk)
            .annotate(shared=Count("needs", filter=Q(needs__in=list(need_ids)), distinct=True))
            .filter(shared__gt=0)
            .order_by("-shared", "title")
        )


class ServiceQuerySet(EntryQuerySet):
    """Help that somebody gives."""

    def for_page(self) -> Self:
        """With all that an entry page shows, in one query."""
        return self.select_related("organisation").with_term_ids(
            need_ids="needs", audience_ids="audiences", district_ids="districts"
        )

    def for_lists(self) -> Self:
        """With what a card shows."""
        return self.with_term_ids(audience_ids="audiences", district_ids="districts").defer("body")

    def serving(self, ids: Sequence[int]) -> Self:
        """Serving any of these districts or, as no district is named, all of Kent."""
        if not ids:
            return self
        return self.filter(
            related_to(self.model, "districts", ids) | ~Exists(joined(self.model, "districts"))
        )

    def of(self, organisation: Organisation) -> Self:
        """The live services of an organisation, by title."""
        return self.live().filter(organisation=organisation).order_by("title")


class OrganisationQuerySet(EntryQuerySet):
    """Who provides services, or is signposted."""

    def for_page(self) -> Self:
        """With all that an entry page shows; an organisation has no lists of its own."""
        return self.all()

    def for_lists(self) -> Self:
        """With what a card shows."""
        return self.defer("body")

    def advising_families(self) -> Self:
        """Live organisations that advise families independently of schools and the county."""
        return self.live().filter(independent_advice=True).order_by("title")

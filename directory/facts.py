"""What an entry page says about a resource or a service, as labels and words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from portal.vocabulary.registry import terms

if TYPE_CHECKING:
    from directory.entries import Resource, Service

ALL_OF_KENT = "All of Kent"


@dataclass(frozen=True)
class Fact:
    """One row of a fact list; ``values`` are never empty."""

    label: str
    values: tuple[str, ...]

    @property
    def row(self) -> dict[str, dict[str, str]]:
        """As the summary list component takes it."""
        return {"key": {"text": self.label}, "value": {"text": ", ".join(self.values)}}


@dataclass(frozen=True)
class Contact:
    """Somebody to ask: an organisation or a role, and how to reach them."""

    name: str
    phone: str = ""
    email: str = ""
    url: str = ""
    href: str = ""

    @property
    def reachable(self) -> bool:
        """Whether there is any way to reach them."""
        return bool(self.phone or self.email or self.url)


def picked(entry: Any, list_name: str, ids: str, relation: str) -> list[Any]:
    """Vocabulary rows of a many-to-many relation, from the ids that the page's query fetched.

    A draft in preview has no such ids, only the relation as the form left it.
    """
    known: list[int] | None = getattr(entry, ids, None)
    if known is None:
        known = [term.pk for term in getattr(entry, relation).all()]
    return terms(list_name).pick(known)


def named(list_name: str, pk: int | None) -> str:
    """The name of one vocabulary row; empty when there is none."""
    row = terms(list_name).by_id.get(pk) if pk else None
    return str(row) if row else ""


def resource_facts(entry: Resource) -> list[Fact]:
    """“Is it for me?” of a resource."""
    return _present(
        ("Who it is for", _names(picked(entry, "audiences", "audience_ids", "audiences"))),
        ("Phase", _names(picked(entry, "phases", "phase_ids", "phases"))),
        ("Needs", _names(picked(entry, "needs", "need_ids", "needs"))),
        ("Level", [named("levels", entry.level_id)]),
        ("Mainstream Core Standards", [named("core_standards", entry.core_standard_id)]),
        ("Comes as", [entry.formats[:1].upper() + entry.formats[1:]]),
    )


def service_facts(entry: Service) -> list[Fact]:
    """“Is it for me?” of a service."""
    return _present(
        ("Where", _names(picked(entry, "districts", "district_ids", "districts")) or [ALL_OF_KENT]),
        ("Ages", [say_ages(entry.minimum_age, entry.maximum_age)]),
        ("Who can ask", _names(picked(entry, "audiences", "audience_ids", "audiences"))),
        ("Needs", _names(picked(entry, "needs", "need_ids", "needs"))),
        ("Referral", ["Needs a referral" if entry.needs_referral else "No referral needed"]),
        ("Cost", ["Free" if entry.free else "There is a charge: ask before you book"]),
        ("When", [entry.schedule]),
    )


def say_ages(minimum: int | None, maximum: int | None) -> str:
    """“4 to 11”, “From 4”, “Up to 11”; empty when neither is known."""
    if minimum is not None and maximum is not None:
        return f"{minimum} to {maximum}" if minimum != maximum else str(minimum)
    if minimum is not None:
        return f"From {minimum}"
    return f"Up to {maximum}" if maximum is not None else ""


def say_span(phases: Sequence[Any]) -> str:
    """The youngest and the oldest age of some phases, as “5 to 16”."""
    return f"{min(phase.min_age for phase in phases)} to {max(phase.max_age for phase in phases)}"


def are_in_a_row(phases: Sequence[Any]) -> bool:
    """Whether phases in their own order follow each other; a retired one between them is no gap."""
    order = [phase for phase in terms("phases").rows if not phase.retired or phase in phases]
    return order.index(phases[-1]) - order.index(phases[0]) == len(phases) - 1


def say_phases(phases: Sequence[Any]) -> str:
    """The ages that neighbouring phases span, as “Ages 5 to 16”; the names of phases with gaps between."""
    if not phases:
        return ""
    if are_in_a_row(phases):
        return f"Ages {say_span(phases)}"
    return ", ".join(_names(phases))


def access_steps(text: str) -> list[str]:
    """How to get a service, a step for each line; a single line is cut at “; then”."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) == 1:
        lines = [part.strip() for part in lines[0].replace("; then ", "\n").split("\n")]
    return [_as_sentence(line) for line in lines]


def _as_sentence(line: str) -> str:
    first = line[:1].upper() + line[1:]
    return first if first.endswith((".", "!", "?", ":")) else f"{first}."


def _names(rows: Iterable[Any]) -> list[str]:
    return [str(row) for row in rows]


def _present(*rows: tuple[str, list[str]]) -> list[Fact]:
    facts = [Fact(label, tuple(value for value in values if value)) for label, values in rows]
    return [fact for fact in facts if fact.values]

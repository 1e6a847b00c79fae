"""``/training/near/``: what is on near somebody this term."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict

from portal.base import clock
from portal.vocabulary.facets import Chip, Facets, replacing
from portal.vocabulary.places import ATTRIBUTION, Place, PlaceKind, say_about
from training.catalogue import Nothing, Suggestion
from training.near import asked as asking
from training.near.asked import NearAsked
from training.near.finding import SHOWN, Found, Group, find
from training.session_rows import SessionRow, session_rows

ADDRESS = "/training/near/"


@dataclass(frozen=True)
class Part:
    """One group as the page shows it. ``more`` leads to those that are not shown."""

    slug: str
    title: str
    text: str
    rows: list[SessionRow]
    none: str
    more: Suggestion | None


@dataclass(frozen=True)
class NearPage:
    """All that the page shows; without a place only the form."""

    asked: NearAsked
    heading: str
    place_words: str
    parts: list[Part]
    chips: list[Chip]
    count_words: str
    other_term: Suggestion | None
    other_people: Suggestion
    calendar_href: str
    nothing: Nothing | None
    attribution: str = ATTRIBUTION
    address: str = ADDRESS


def near_page(query: QueryDict) -> NearPage:
    """Reads the address and finds the sessions."""
    asked = asking.read(query)
    place = asked.place
    found = find(asked, place, clock.now()) if place and asked.district else None
    return NearPage(
        asked=asked,
        heading=_heading(asked),
        place_words=_place_words(asked, place) if place else "",
        parts=_parts(asked, place, found) if place and found and found.total else [],
        chips=Facets({"phase": asked.phases}, (), query).chips,
        count_words=_count_words(found.total) if found else "",
        other_term=_other_term(asked, query),
        other_people=_other_people(asked, query),
        calendar_href=f"/training/calendar/{'?audience=parent-carer' if asked.family else ''}",
        nothing=_nothing(asked, query) if found and not found.total else None,
    )


def _heading(asked: NearAsked) -> str:
    when = "next term" if asked.is_next else "this term"
    what = "Sessions for families" if asked.family else "What’s on"
    if not asked.span.name:
        when = "soon"
    return f"{what} near {asked.place.name} {when}" if asked.place else f"{what} near me {when}"


def _place_words(asked: NearAsked, place: Place) -> str:
    if asked.district is None or place.kind is PlaceKind.DISTRICT:
        return ""
    if place.kind is PlaceKind.OUTCODE and asked.district.slug == place.district:
        return f"{place.name} is in {asked.district}, or most of it is."
    return f"{place.name} is in {asked.district}."


def _parts(asked: NearAsked, place: Place, found: Found) -> list[Part]:
    district = asked.district
    return [
        Part(
            "near",
            f"In {district}",
            "In a room in your district, or only for people from there.",
            _rows(found.near, None),
            f"Nothing takes place in {district} {_in_span(asked)}. Look online and elsewhere below.",
            _more(asked, found.near, district=district.slug),
        ),
        Part(
            "online",
            "Online",
            "From wherever you are, open to all of Kent or to your district.",
            _rows(found.online, None),
            f"Nothing is online {_in_span(asked)}.",
            _more(asked, found.online, format="online"),
        ),
        Part(
            "elsewhere",
            "Elsewhere in Kent",
            "Open to you too, the nearest first.",
            _rows(found.elsewhere, None if place.kind is PlaceKind.DISTRICT else found.elsewhere.miles),
            f"Nothing takes place elsewhere {_in_span(asked)} that is open to you.",
            _more(asked, found.elsewhere, format="in-person"),
        ),
    ]


def _rows(group: Group, miles: dict[int, float] | None) -> list[SessionRow]:
    rows = session_rows(group.sessions)
    if miles is None:
        return rows
    return [
        replace(row, place=f"{row.place}, {say_about(miles[session.pk])} away")
        if session.pk in miles
        else row
        for row, session in zip(rows, group.sessions, strict=True)
    ]


def _more(asked: NearAsked, group: Group, **narrower: str) -> Suggestion | None:
    """Where the rest of a group is, when it is longer than what is shown."""
    if group.total <= SHOWN:
        return None
    label = f"{group.total - SHOWN} more"
    if asked.family:
        return Suggestion(label, f"/parents/?{urlencode(narrower)}#sessions")
    days = {"from": asked.span.first.isoformat(), "to": asked.span.last.isoformat()}
    return Suggestion(label, f"/training/?{urlencode({**narrower, **days})}")


def _in_span(asked: NearAsked) -> str:
    return ("next term" if asked.is_next else "this term") if asked.span.name else asked.span.words


def _other_term(asked: NearAsked, query: QueryDict) -> Suggestion | None:
    if asked.is_next:
        return Suggestion("This term instead", replacing(query, term=""))
    return Suggestion("Next term instead", replacing(query, term="next")) if asked.has_next else None


def _other_people(asked: NearAsked, query: QueryDict) -> Suggestion:
    if asked.family:
        return Suggestion("Training for people who work in schools", replacing(query, **{"for": ""}))
    return Suggestion("Sessions for parents and carers", replacing(query, **{"for": "families"}))


def _nothing(asked: NearAsked, query: QueryDict) -> Nothing:
    actions = [link for link in (_other_term(asked, query),) if link]
    if asked.phases.chosen:
        actions.append(Suggestion("All phases", replacing(query, phase="")))
    everything = "/parents/" if asked.family else "/training/"
    actions.append(Suggestion("Everything that is planned", everything))
    title = f"Nothing that you can still join is planned {_in_span(asked)}"
    return Nothing(title, "Here is where to look next:", tuple(actions))


def _count_words(total: int) -> str:
    return "1 session" if total == 1 else f"{total or 'No'} sessions"

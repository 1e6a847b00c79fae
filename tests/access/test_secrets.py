"""Nothing hidden is read by any way round: drafts, scheduled, expired and private things, by every route.

Each hidden thing holds a word of its own. Whoever may not read it gets every address there is, with its
keys filled in, and the word is in none of the answers; and the lists that were read before it was made say the
same as before, counts and all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse
from wagtail.models import Page

from tests.access.clients import as_role
from tests.access.furniture import Furniture
from tests.access.package_pages import PACKAGE_PAGES
from tests.access.pages import PAGES
from tests.access.routes import Route, all_routes
from tests.access.secrets import MAKERS, Secret, hide, public_versions
from tests.services import databases

HIDDEN = "hidden"
_hidden: list[tuple[list[Secret], list[str]]] = []
"""What was hidden, and where it is looked for, once that is made."""

READERS = ["nobody", "parent", "senco", "trainer"]
"""Those without a right to write or read drafts: outsiders, and staff of other work."""

BEHIND_THE_DOOR = {
    "qxstandardpagereview",
    "qxcoursepagedraft",
    "qxresourcereview",
    "qxservicescheduled",
    "qxdocument",
}
"""Those that every address of the admin is tried with; all others have the public addresses to themselves."""

ROWS = {**PAGES, **PACKAGE_PAGES}

LISTS = [
    "/",
    "/training/",
    "/training/?q=zebra",
    "/training/calendar/",
    "/training/calendar.ics",
    "/directory/",
    "/directory/?kind=service",
    "/directory/?kind=organisation",
    "/parents/",
    "/search/?q=zebra",
    "/search/?q=zebra&kind=page",
    "/search/?q=known",
    "/sitemap.xml",
    "/robots.txt",
    "/no-such-page/",
]
"""What the public reads of everything at once."""

CHANGING = re.compile(
    r'name="csrfmiddlewaretoken" value="\w+"|DTSTAMP:\w+|LAST-MODIFIED:\w+|datetime="[^"]*"|<lastmod>.*?</lastmod>'
)


def words_of(client: Client, address: str) -> str:
    response = client.get(address)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    told = body.decode("utf-8", "replace") + " ".join(f"{value}" for value in response.headers.values())
    return CHANGING.sub("", told)


def values_of(secret: Secret) -> dict[str, object]:
    """What its address may name, by the parameter's name."""
    thing = secret.instance
    key, revision = thing.pk, getattr(thing, "latest_revision_id", None) or 1
    state = thing.current_workflow_state if hasattr(thing, "current_workflow_state") else None
    step = state.current_task_state_id if state else 1
    pages = ("page_id", "parent_page_id", "page_to_move_id", "destination_id", "page_to_copy_id")
    return {
        **dict.fromkeys(("pk", "object_id", "document_id", "image_id", *pages), key),
        **dict.fromkeys(("revision_id", "revision_id_b"), revision),
        "revision_id_a": "earliest",
        "kind": getattr(thing, "url_kind", "resources") or "resources",
        "slug": getattr(thing, "slug", "none"),
        "path": getattr(thing, "href", "/none/").strip("/"),
        "uid": getattr(thing, "uid", "none"),
        "document_filename": getattr(thing, "filename", "none.txt"),
        "app_label": thing._meta.app_label,
        "app_name": thing._meta.app_label,
        "model_name": thing._meta.model_name,
        "content_type_app_name": thing._meta.app_label,
        "content_type_model_name": thing._meta.model_name,
        "action_name": "approve",
        "action": "publish",
        "task_state_id": step,
        "workflow_state_id": state.pk if state else 1,
        "task_id": 1,
    }


def address_of(route: Route, known: dict[str, object]) -> str | None:
    if "/" in route.name and not route.parameters:
        return None
    try:
        return reverse(route.name, kwargs={name: known[name] for name in route.parameters})
    except (NoReverseMatch, KeyError):
        return None


def addresses(secrets: list[Secret], furniture: Furniture) -> Iterator[str]:
    """Every route once for each secret that can be named in it, and once as it is otherwise."""
    everything = {secret.word: values_of(secret) for secret in secrets}
    few = [known for word, known in everything.items() if word in BEHIND_THE_DOOR]
    for route in all_routes():
        if route.action in ("logout", "account_logout"):
            continue
        inside = route.pattern.startswith("admin/")
        named = [address_of(route, known) for known in (few if inside else everything.values())]
        if route.parameters and any(named):
            yield from {address for address in named if address}
        elif route.name in ROWS:
            yield ROWS[route.name].address()
        else:
            yield furniture.address(route)
    for secret in secrets:
        thing = secret.instance
        yield from (thing.href,) if hasattr(thing, "href") else ()
        if isinstance(thing, Page):
            yield f"/admin/api/main/pages/{thing.pk}/"
        if hasattr(thing, "file"):
            yield from (thing.url, f"/media/documents/{thing.filename}", f"/media/{thing.file.name}")


@pytest.fixture
def lists_before(demonstration: None) -> dict[str, str]:
    public_versions()
    client = Client()
    return {address: words_of(client, address) for address in LISTS}


def test_what_is_hidden_changes_no_list_and_no_count(lists_before: dict[str, str]) -> None:
    known = {model: model.objects.get(slug=f"known-{model._meta.model_name}") for model in MAKERS}
    hide(known)
    client = Client()
    differ = []
    for address, before in lists_before.items():
        now = words_of(client, address)
        changes = set(now.splitlines()) ^ set(before.splitlines())
        if now != before:
            differ.append(f"{address}: {sorted(changes)[:6]}")
    assert not differ, "\n".join(differ)


@pytest.fixture
def hidden(
    furnished: Furniture, django_db_setup: databases.ProcessDatabase
) -> tuple[list[Secret], list[str]]:
    """Everything hidden, beside one of everything else, and the addresses to try; made once."""
    if not _hidden:
        secrets = hide(public_versions())
        _hidden.append((secrets, sorted(set(addresses(secrets, furnished)))))
        django_db_setup.remember(HIDDEN)
    else:
        django_db_setup.restore(HIDDEN)
    return _hidden[0]


@pytest.mark.parametrize("role", READERS)
def test_nobody_reads_what_is_hidden_by_any_route(
    hidden: tuple[list[Secret], list[str]], role: str
) -> None:
    secrets, everywhere = hidden
    client = as_role(role)
    seen = []
    for address in everywhere:
        told = words_of(client, address)
        for secret in secrets:
            shown = secret.word in told.replace(address, "")
            if shown and not _may(role, address, secret):
                seen.append(f"{address}: {secret.word}")
    assert seen == []


def _may(role: str, address: str, secret: Secret) -> bool:
    """A withdrawn course leads on from its own address; trainers read sessions in the admin."""
    if secret.own_page and address.startswith(secret.instance.href):
        return True
    return role == "trainer" and "session" in secret.word and address.startswith("/admin/")

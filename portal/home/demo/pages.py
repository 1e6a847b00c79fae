"""The words of the demonstration site: home page, section texts, standard pages and site settings."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError

from directory.models import DirectoryIndexPage
from parents.models import ParentsIndexPage
from portal.base.models import SiteSettings
from portal.home.demo.files import read
from portal.home.models import HomePage, IndexPage, StandardPage
from portal.vocabulary.models import District
from training.models import TrainingIndexPage


def load_pages() -> None:
    """Adds the standard pages that are missing, and fills what is still empty on the fixed ones."""
    home = HomePage.objects.first()
    if home is None:
        raise CommandError("The site has no home page: run migrate first.")
    _describe_home(home)
    TrainingIndexPage.objects.filter(intro="").update(
        intro="<p>Courses for everyone who works with children in Kent. The core offer is free to "
        "Kent schools and settings.</p>"
    )
    DirectoryIndexPage.objects.filter(intro="").update(
        intro="<p>Things to use, help to ask for, and the people behind them.</p>"
    )
    pages = {row["slug"]: _page(home, row) for row in read("pages")}
    _describe_parents(pages)
    _describe_site(pages)


def load_contacts() -> None:
    """Gives each district an invented contact; the numbers are reserved for drama."""
    for number, district in enumerate(
        District.objects.filter(contact_name="").order_by("order"), start=1
    ):
        district.contact_name = f"{district.name} district team"
        district.contact_phone = f"01632 9605{number:02d}"
        district.contact_email = f"{district.slug}@stls-demo.example"
        district.save()


def _describe_home(home: HomePage) -> None:
    if home.parents_text:
        return
    home.purpose = "Training, resources and people to help every child in Kent be included."
    home.parents_heading = "Is your child finding things hard?"
    home.parents_text = (
        "<p>You do not need a diagnosis to ask for help. Come to a free session, read what school "
        "should already be doing, or find somebody independent to talk to.</p>"
    )
    home.demonstration = True
    home.save()


def _page(home: HomePage, row: dict[str, Any]) -> StandardPage | IndexPage:
    existing = StandardPage.objects.filter(slug=row["slug"]).first()
    if existing is not None:
        return existing
    page = StandardPage(
        title=row["title"],
        slug=row["slug"],
        summary=row["summary"],
        body=[_block(block) for block in row["body"]],
        demonstration=True,
        show_in_menus=True,
    )
    parent = ParentsIndexPage.objects.get() if row.get("section") == "parents" else home
    parent.add_child(instance=page)
    return page


def _block(block: dict[str, Any]) -> tuple[str, Any]:
    """A StreamField block from its one key; ``districts`` becomes a table of contacts."""
    (kind, value), *_rest = block.items()
    if kind == "districts":
        return "questions", [_district(row) for row in District.objects.order_by("order")]
    return kind, value


def _district(district: District) -> dict[str, str]:
    return {
        "question": district.name,
        "answer": (
            f"<p>{district.contact_name}<br/>Telephone {district.contact_phone}<br/>"
            f"E-mail {district.contact_email}</p><p>Based at {district.base_school}.</p>"
        ),
    }


def _describe_parents(pages: dict[str, Any]) -> None:
    ParentsIndexPage.objects.filter(intro="").update(
        intro="<p>Free sessions, in plain words. Come on your own or with somebody. No diagnosis needed.</p>",
        contact_role="Family link teacher (demonstration)",
        contact_phone="01632 960599",
        contact_email="families@stls-demo.example",
        expectations_page=pages["what-school-should-do"],
    )


def _describe_site(pages: dict[str, Any]) -> None:
    if SiteSettings.objects.exists():
        return
    SiteSettings.objects.create(
        contact_phone="01632 960500",
        contact_email="hello@stls-demo.example",
        contact_hours="Monday to Friday, 8:30am to 4:30pm in term time",
        footer_text="<p>A demonstration of a portal for Kent’s Specialist Teaching and Learning "
        "Service. Names, dates and prices are invented.</p>",
        accessibility_page=pages["accessibility"],
        privacy_page=pages["privacy"],
        feedback_page=pages["feedback"],
        demonstration=True,
    )

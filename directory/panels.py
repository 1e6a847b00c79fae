"""How the admin lays out directory entries for those who write them."""

from __future__ import annotations

from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    MultiFieldPanel,
    ObjectList,
    PublishingPanel,
    TabbedInterface,
    TitleFieldPanel,
)

from directory.forms import EntryForm, ResourceForm, ServiceForm
from portal.base.fields import Checkboxes

__all__ = ["organisation_editor", "resource_editor", "service_editor"]

currency = MultiFieldPanel(
    [FieldRowPanel([FieldPanel("assured_on"), FieldPanel("assured_by")])],
    heading="Is it current?",
    help_text="Readers see this. After a year without a check, the page says so.",
)

contact = MultiFieldPanel(
    [FieldPanel("url"), FieldRowPanel([FieldPanel("phone"), FieldPanel("email")])],
    heading="How to reach them",
)


def _first_tab(heading: str, example: str, *more: FieldPanel | MultiFieldPanel) -> ObjectList:
    return ObjectList(
        [
            TitleFieldPanel(
                "title", targets=["slug"], placeholder="Title", help_text=f"For example “{example}”."
            ),
            FieldPanel("slug", heading="Last part of the address"),
            FieldPanel("summary"),
            *more,
            FieldPanel("body", help_text="Pictures need a description for people who cannot see them."),
        ],
        heading=heading,
    )


def _last_tab() -> ObjectList:
    return ObjectList(
        [PublishingPanel(), FieldPanel("successor"), FieldPanel("demonstration")], heading="Publishing"
    )


resource_editor = TabbedInterface(
    [
        _first_tab("The resource", "Now and next board", FieldPanel("resource_type")),
        ObjectList(
            [
                MultiFieldPanel(
                    [FieldPanel("area_of_need"), FieldPanel("needs")], heading="What it helps with"
                ),
                FieldPanel("audiences"),
                FieldPanel("phases", widget=Checkboxes),
                MultiFieldPanel(
                    [FieldPanel("level"), FieldPanel("core_standard")],
                    heading="Level and Core Standards",
                ),
            ],
            heading="Who and what",
        ),
        ObjectList(
            [
                FieldPanel("document"),
                FieldPanel("text_says_all"),
                FieldPanel(
                    "link", help_text="If it stands on another site, e.g. https://www.kelsi.org.uk/…"
                ),
                FieldRowPanel([FieldPanel("formats"), FieldPanel("licence")]),
                currency,
            ],
            heading="How to get it",
        ),
        _last_tab(),
    ],
    base_form_class=ResourceForm,
)

service_editor = TabbedInterface(
    [
        _first_tab("The service", "Drop-in clinic for Thanet", FieldPanel("organisation")),
        ObjectList(
            [
                MultiFieldPanel(
                    [FieldPanel("area_of_need"), FieldPanel("needs")], heading="What it helps with"
                ),
                FieldPanel("audiences"),
                FieldPanel("districts", widget=Checkboxes),
                MultiFieldPanel(
                    [FieldRowPanel([FieldPanel("minimum_age"), FieldPanel("maximum_age")])],
                    heading="Ages",
                ),
            ],
            heading="Who and what",
        ),
        ObjectList(
            [
                MultiFieldPanel(
                    [
                        FieldPanel("status"),
                        FieldPanel("how_to_access", help_text="One step a line, the first step first."),
                        FieldPanel("tier"),
                        FieldRowPanel([FieldPanel("needs_referral"), FieldPanel("free")]),
                        FieldPanel("schedule"),
                    ],
                    heading="How do I get it",
                ),
                contact,
                MultiFieldPanel(
                    [
                        FieldPanel("postcode"),
                        FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")]),
                    ],
                    heading="Where it is",
                ),
                currency,
            ],
            heading="How to get it",
        ),
        _last_tab(),
    ],
    base_form_class=ServiceForm,
)

organisation_editor = TabbedInterface(
    [
        _first_tab("The organisation", "Information, Advice and Support Kent"),
        ObjectList([contact, FieldPanel("independent_advice"), currency], heading="Contact"),
        _last_tab(),
    ],
    base_form_class=EntryForm,
)

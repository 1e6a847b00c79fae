"""How the admin lays out courses, venues and trainers for those who write them."""

from __future__ import annotations

from django import forms
from wagtail.admin.panels import (
    CommentPanel,
    FieldPanel,
    FieldRowPanel,
    MultiFieldPanel,
    ObjectList,
    PublishingPanel,
    TabbedInterface,
    TitleFieldPanel,
)

from portal.base.fields import Checkboxes

the_course = ObjectList(
    [
        TitleFieldPanel(
            "title",
            placeholder="Title of the course",
            help_text="What colleagues call it, e.g. “Visual support that works”.",
        ),
        FieldPanel("summary"),
        FieldPanel("reference"),
        FieldPanel("outcomes"),
        FieldPanel("body"),
        FieldPanel("prerequisites"),
        FieldPanel("related_resources"),
    ],
    heading="The course",
)

who_and_what = ObjectList(
    [
        FieldPanel("audiences", required_on_save=False),
        MultiFieldPanel(
            [
                FieldPanel("area_of_need", help_text="The main one. It gives the course its colour."),
                FieldPanel("also_areas", widget=Checkboxes),
                FieldPanel("needs"),
            ],
            heading="What it is about",
        ),
        MultiFieldPanel(
            [
                FieldPanel("level"),
                FieldPanel("phases", widget=Checkboxes),
                FieldRowPanel([FieldPanel("min_age"), FieldPanel("max_age")]),
                FieldPanel("core_standard"),
                FieldPanel("co_produced"),
            ],
            heading="Level, phases and ages",
        ),
    ],
    heading="Who and what",
)

offer = ObjectList(
    [
        MultiFieldPanel(
            [
                FieldPanel("format", help_text="How it is usually given; each date can differ."),
                FieldRowPanel([FieldPanel("meeting_count"), FieldPanel("meeting_minutes")]),
                FieldPanel("meetings_to_attend"),
                FieldPanel("usual_capacity"),
            ],
            heading="How it is given",
        ),
        MultiFieldPanel(
            [
                FieldPanel("funding", widget=forms.RadioSelect),
                FieldRowPanel(
                    [
                        FieldPanel(
                            "price_pence",
                            heading="Price in pounds",
                            help_text="Without VAT, e.g. 95.00. Leave 0.00 for the core offer.",
                        ),
                        FieldPanel("price_unit", widget=forms.RadioSelect),
                    ]
                ),
            ],
            heading="What it costs",
        ),
        MultiFieldPanel([FieldPanel("needs_approval")], heading="Booking"),
        MultiFieldPanel([FieldPanel("evaluation_first")], heading="Afterwards"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("offered_from"), FieldPanel("withdrawn_on")]),
                FieldPanel(
                    "successor", help_text="The course to choose instead, once this one is withdrawn."
                ),
            ],
            heading="Its life in the offer",
        ),
    ],
    heading="Offer",
)

address_and_search = ObjectList(
    [
        FieldPanel("slug", heading="Last part of the address"),
        FieldPanel("seo_title"),
        FieldPanel("search_description"),
    ],
    heading="Address and search engines",
)

settings = ObjectList(
    [PublishingPanel(), CommentPanel(), FieldPanel("demonstration")], heading="Settings"
)

course_editor = TabbedInterface([the_course, who_and_what, offer, address_and_search, settings])

venue_panels = [
    FieldPanel("name"),
    MultiFieldPanel(
        [
            FieldPanel("address", help_text="Street and number, e.g. “Northwood Road”."),
            FieldRowPanel([FieldPanel("town"), FieldPanel("postcode")]),
            FieldPanel("district", help_text="Filters by district find its sessions through this."),
        ],
        heading="Where it is",
    ),
    MultiFieldPanel(
        [
            FieldPanel("access_features", widget=Checkboxes),
            FieldPanel("access_notes"),
            FieldPanel("travel_notes"),
        ],
        heading="Getting there and getting in",
    ),
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")]),
            FieldPanel("demonstration"),
        ],
        heading="Map point and marks",
        classname="collapsed",
    ),
]

trainer_panels = [
    FieldPanel("name", help_text="As it stands on the course page, e.g. “Amina Patel”."),
    FieldPanel("job_title"),
    FieldPanel("qualifications"),
    FieldPanel("person"),
    FieldPanel("demonstration"),
]

"""How the admin's form of a school is laid out."""

from __future__ import annotations

from django import forms
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel, ObjectList

from portal.accounts.choosers import school_chooser
from portal.accounts.register.admin_forms import SchoolForm

EARLY_YEARS = (
    "<p>Schools come from the national register (<em>People → National register</em>). Add a setting here "
    "when the register does not have it, as with nurseries, pre-schools and childminders: leave the URN "
    "empty and give Ofsted’s number if you know it.</p>"
)

school_editor = ObjectList(
    [
        HelpPanel(EARLY_YEARS),
        FieldPanel("name", help_text="As the school calls itself, e.g. “Oakfield Primary School”."),
        MultiFieldPanel(
            [
                FieldRowPanel(
                    [
                        FieldPanel(
                            "urn", help_text="Six digits from the national register, e.g. 118234."
                        ),
                        FieldPanel("ofsted_number"),
                    ]
                ),
                FieldPanel("kind"),
                FieldPanel("phases", widget=forms.CheckboxSelectMultiple),
                FieldRowPanel(
                    [
                        FieldPanel("minimum_age", help_text="In years, e.g. 2."),
                        FieldPanel("maximum_age", help_text="In years, e.g. 5."),
                    ]
                ),
                FieldRowPanel(
                    [
                        FieldPanel(
                            "district",
                            help_text="Left empty, it follows from the postcode. Outside Kent there is none.",
                        ),
                        FieldPanel("community"),
                    ]
                ),
            ],
            heading="What it is",
        ),
        MultiFieldPanel(
            [
                FieldPanel("address", help_text="Street, e.g. “12 Mill Lane”."),
                FieldRowPanel(
                    [FieldPanel("town"), FieldPanel("postcode", help_text="For example CT9 1HQ.")]
                ),
                FieldRowPanel(
                    [
                        FieldPanel("latitude", help_text="Left empty, it follows from the postcode."),
                        FieldPanel("longitude"),
                    ]
                ),
            ],
            heading="Where it is",
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("phone"), FieldPanel("website")]),
                FieldPanel("email_domain"),
            ],
            heading="How to reach it",
        ),
        MultiFieldPanel([FieldPanel("bookings_need_approval")], heading="Bookings"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("opened_on"), FieldPanel("closed_on")]),
                FieldPanel("closing_reason"),
                FieldPanel("successor", widget=school_chooser.widget_class),
            ],
            heading="Opening and closing",
            help_text="From the day it closes its people can no longer book for it. Their records stay.",
        ),
    ],
    base_form_class=SchoolForm,
)

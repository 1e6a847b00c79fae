"""The directory's kinds of entry: resources, services and organisations."""

from __future__ import annotations

from typing import Any

from django.db import models
from modelcluster.fields import ParentalManyToManyField
from wagtail.search import index

from directory.entry import Entry
from directory.facts import (
    Contact,
    access_steps,
    named,
    picked,
    resource_facts,
    service_facts,
)
from directory.querysets import (
    OrganisationQuerySet,
    ResourceQuerySet,
    ServiceQuerySet,
)
from portal.vocabulary.registry import terms

SIMILAR = 3
"""How many resources with the same needs an entry page offers."""

STATUS_SENTENCES = {
    "inactive": "This service is not running at present.",
    "defunct": "This service no longer exists.",
    "temporarily closed": "This service is closed for the time being. Ask before you go.",
}
"""What a reader is told about a service that cannot be used."""

NEED_WORDS = [
    index.SearchField("name"),
    index.SearchField("plain_name"),
    index.SearchField("teacher_words"),
    index.SearchField("parent_words"),
]


class Organisation(Entry):
    """Who provides services, or is signposted."""

    url = models.URLField("website", blank=True)
    phone = models.CharField("telephone", max_length=40, blank=True)
    email = models.EmailField("e-mail", blank=True)
    independent_advice = models.BooleanField(
        "independent advice for families",
        default=False,
        help_text="Always in view in the parents’ and carers’ section, e.g. IASK.",
    )

    objects = OrganisationQuerySet.as_manager()

    url_kind = "organisations"
    page_template = "pages/directory/organisation.html"
    search_fields = [
        index.SearchField("title", boost=2),
        index.AutocompleteField("title"),
        index.SearchField("summary"),
        index.FilterField("live"),
    ]

    class Meta(Entry.Meta):
        pass

    @property
    def contact(self) -> Contact:
        """How to reach it."""
        return Contact(self.title, self.phone, self.email, self.url)

    def page_context(self) -> dict[str, Any]:
        services = Service.objects.of(self).for_lists() if self.pk else []
        return {**super().page_context(), "contact": self.contact, "services": services}


class Resource(Entry):
    """Something to use: a guide, a checklist, a set of pictures."""

    resource_type = models.ForeignKey(
        "vocabulary.ResourceType",
        on_delete=models.PROTECT,
        related_name="resources",
        verbose_name="type",
        help_text="For example “Checklist”.",
    )
    area_of_need = models.ForeignKey(
        "vocabulary.AreaOfNeed",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="resources",
        verbose_name="area of need",
    )
    level = models.ForeignKey(
        "vocabulary.Level", null=True, blank=True, on_delete=models.PROTECT, related_name="resources"
    )
    core_standard = models.ForeignKey(
        "vocabulary.CoreStandard",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="resources",
        verbose_name="Mainstream Core Standards heading",
    )
    needs = ParentalManyToManyField("vocabulary.Need", blank=True, related_name="resources")
    phases = ParentalManyToManyField("vocabulary.Phase", blank=True, related_name="resources")
    audiences = ParentalManyToManyField("vocabulary.Audience", blank=True, related_name="resources")
    document = models.ForeignKey(
        "media.PortalDocument",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="The file to download, if there is one.",
    )
    text_says_all = models.BooleanField(
        "the text says all that the file says",
        default=False,
        help_text="Tick when nobody needs to open the file to know what is in it. A PDF needs this, or a "
        "web page named at the document.",
    )
    link = models.URLField("link elsewhere", blank=True)
    formats = models.CharField(
        "comes as", max_length=200, blank=True, help_text="For example “web page, PDF”."
    )
    licence = models.CharField(
        max_length=120, blank=True, help_text="For example “Free to copy for your school”."
    )

    objects = ResourceQuerySet.as_manager()

    url_kind = "resources"
    page_template = "pages/directory/resource.html"
    search_fields = [
        index.SearchField("title", boost=3),
        index.AutocompleteField("title"),
        index.SearchField("summary"),
        index.SearchField("body"),
        index.FilterField("live"),
        index.RelatedFields("needs", NEED_WORDS),
    ]

    class Meta(Entry.Meta):
        pass

    def page_context(self) -> dict[str, Any]:
        needs = [need.pk for need in picked(self, "needs", "need_ids", "needs")]
        return {
            **super().page_context(),
            "facts": [fact.row for fact in resource_facts(self)],
            "area": terms("areas").by_id.get(self.area_of_need_id),
            "type_name": named("resource_types", self.resource_type_id),
            "similar": Resource.objects.like(self, need_ids=needs).for_lists()[:SIMILAR]
            if needs
            else [],
        }


class Service(Entry):
    """Help that somebody gives, and how to get it."""

    class Status(models.TextChoices):
        ACTIVE = "active", "Active"
        INACTIVE = "inactive", "Inactive"
        DEFUNCT = "defunct", "No longer exists"
        CLOSED = "temporarily closed", "Temporarily closed"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="services")
    tier = models.ForeignKey(
        "vocabulary.Tier",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="services",
        verbose_name="tier of access",
    )
    area_of_need = models.ForeignKey(
        "vocabulary.AreaOfNeed",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="services",
        verbose_name="area of need",
    )
    needs = ParentalManyToManyField("vocabulary.Need", blank=True, related_name="services")
    audiences = ParentalManyToManyField("vocabulary.Audience", blank=True, related_name="services")
    districts = ParentalManyToManyField(
        "vocabulary.District",
        blank=True,
        related_name="services",
        help_text="Districts it serves; none chosen means all of Kent.",
    )
    how_to_access = models.TextField("how do I get it", help_text="First step first.")
    needs_referral = models.BooleanField("needs a referral", default=False)
    free = models.BooleanField("free of charge", default=True)
    minimum_age = models.PositiveSmallIntegerField("from age", null=True, blank=True)
    maximum_age = models.PositiveSmallIntegerField("to age", null=True, blank=True)
    schedule = models.CharField(
        "when", max_length=200, blank=True, help_text="For example “Term-time weekdays”."
    )
    postcode = models.CharField(max_length=8, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.ACTIVE)
    url = models.URLField("website", blank=True)
    phone = models.CharField("telephone", max_length=40, blank=True)
    email = models.EmailField("e-mail", blank=True)

    objects = ServiceQuerySet.as_manager()

    url_kind = "services"
    page_template = "pages/directory/service.html"
    search_fields = [
        index.SearchField("title", boost=3),
        index.AutocompleteField("title"),
        index.SearchField("summary"),
        index.SearchField("how_to_access"),
        index.SearchField("body"),
        index.FilterField("live"),
        index.RelatedFields("needs", NEED_WORDS),
        index.RelatedFields("organisation", [index.SearchField("summary")]),
    ]

    class Meta(Entry.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(minimum_age__isnull=True)
                | models.Q(maximum_age__isnull=True)
                | models.Q(maximum_age__gte=models.F("minimum_age")),
                name="service_ages_in_order",
                violation_error_message="“To age” cannot be below “from age”.",
            )
        ]

    @property
    def is_active(self) -> bool:
        """Whether it can be used at present."""
        return self.status == self.Status.ACTIVE

    @property
    def contact(self) -> Contact:
        """How to reach it, or else the organisation that runs it."""
        own = Contact(self.title, self.phone, self.email, self.url)
        return own if own.reachable else self.organisation.contact

    def page_context(self) -> dict[str, Any]:
        organisation = self.organisation if self.organisation_id else None
        return {
            **super().page_context(),
            "facts": [fact.row for fact in service_facts(self)],
            "area": terms("areas").by_id.get(self.area_of_need_id),
            "tier_name": named("tiers", self.tier_id),
            "status_sentence": STATUS_SENTENCES.get(self.status, ""),
            "steps": access_steps(self.how_to_access),
            "organisation": organisation,
            "contact": self.contact if organisation else None,
        }

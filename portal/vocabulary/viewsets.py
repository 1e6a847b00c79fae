"""Admin lists of the vocabulary: what editors and officers choose from everywhere else."""

from __future__ import annotations

from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.base import ViewSetGroup

from portal.base.admin_views import SITE_MENU
from portal.vocabulary import models as m
from portal.vocabulary.filters import (
    AudienceFilters,
    CommunityFilters,
    DistrictFilters,
    NeedFilters,
    StandardFilters,
)
from portal.vocabulary.term_lists import ORDER, PLAIN, STATE, TermViewSet, term_panels
from portal.vocabulary.term_viewsets import SchoolTermViewSet


class AreaViewSet(TermViewSet):
    """The four areas of need."""

    model = m.AreaOfNeed
    name = "areas"
    url_prefix = "vocabulary/areas"
    menu_label = "Areas of need"
    icon = "folder-open-inverse"
    list_display = ["name", Column("abbreviation", label="Short"), PLAIN, ORDER, STATE]
    panels = term_panels(
        FieldPanel("abbreviation"),
        MultiFieldPanel(
            [FieldPanel("lift_name"), FieldPanel("lift_instead")], heading="In LIFT meetings"
        ),
        name="Cognition and learning",
        plain="Learning and remembering",
        description="Reading, writing, numbers and keeping up in class",
    )


class NeedViewSet(TermViewSet):
    """Needs with the words that teachers and parents use for them."""

    model = m.Need
    name = "needs"
    url_prefix = "vocabulary/needs"
    menu_label = "Needs"
    icon = "tag"
    list_display = [
        "name",
        PLAIN,
        Column("area", label="Area of need", sort_key="area__order"),
        Column("parent", label="Belongs under", accessor=lambda need: need.parent or "Nothing"),
        ORDER,
        STATE,
    ]
    filterset_class = NeedFilters
    search_fields = ["name", "plain_name", "description", "teacher_words", "parent_words"]
    panels = term_panels(
        FieldRowPanel([FieldPanel("area"), FieldPanel("parent")]),
        FieldPanel("dfe_code", help_text="As in the school census, e.g. “SLCN”."),
        MultiFieldPanel(
            [FieldPanel("teacher_words"), FieldPanel("parent_words")],
            heading="Words by which people search for it",
        ),
        name="Developmental language disorder",
        plain="Finding it hard to understand and use words",
        description="Lasting difficulty with language that has no other cause",
    )


class PhaseViewSet(TermViewSet):
    """Phases of education."""

    model = m.Phase
    name = "phases"
    url_prefix = "vocabulary/phases"
    menu_label = "Phases"
    icon = "history"
    list_display = [
        "name",
        Column("year_groups", label="Year groups"),
        Column("min_age", label="Ages", accessor=lambda phase: f"{phase.min_age} to {phase.max_age}"),
        ORDER,
        STATE,
    ]
    panels = term_panels(
        FieldRowPanel([FieldPanel("min_age"), FieldPanel("max_age")]),
        FieldRowPanel(
            [FieldPanel("year_groups"), FieldPanel("key_stage", help_text="For example “KS1”.")]
        ),
        name="Key stage 1",
        plain="Infants",
        description="Years 1 and 2, in infant and primary schools",
    )


class AudienceViewSet(TermViewSet):
    """Who courses and resources are for."""

    model = m.Audience
    name = "audiences"
    url_prefix = "vocabulary/audiences"
    menu_label = "Audiences"
    icon = "group"
    list_display = [
        "name",
        PLAIN,
        Column("group", label="Who they are", accessor="get_group_display"),
        ORDER,
        STATE,
    ]
    filterset_class = AudienceFilters
    panels = term_panels(
        FieldPanel("group"),
        name="Teaching assistant",
        plain="The adult who helps in class",
        description="Supports pupils in class, alone or in groups",
    )


class LevelViewSet(TermViewSet):
    """Levels of support."""

    model = m.Level
    name = "levels"
    url_prefix = "vocabulary/levels"
    menu_label = "Levels"
    icon = "list-ol"
    list_display = [
        "name",
        Column("core_offer", label="Core offer", accessor=lambda row: "Yes" if row.core_offer else "No"),
        ORDER,
        STATE,
    ]
    panels = term_panels(
        FieldPanel("core_offer"),
        name="Targeted",
        plain="Some extra help",
        description="For pupils who need more than ordinary good teaching",
    )


class TierViewSet(TermViewSet):
    """Tiers of access to the service."""

    model = m.Tier
    name = "tiers"
    url_prefix = "vocabulary/tiers"
    menu_label = "Tiers of access"
    icon = "order"
    list_display = ["name", Column("route", label="How to get it"), ORDER, STATE]
    panels = term_panels(
        FieldPanel("route", help_text="For example “Book a slot; no pupil’s name is needed”."),
        name="Drop-in clinic",
        plain="Ask a specialist teacher",
        description="Advice about one pupil or a group, without a referral",
    )


class ResourceTypeViewSet(TermViewSet):
    """What sorts of resources there are."""

    model = m.ResourceType
    name = "resource_types"
    url_prefix = "vocabulary/resource-types"
    menu_label = "Types of resource"
    icon = "doc-full-inverse"
    panels = term_panels(
        name="Checklist", plain="List to tick", description="Short list to work through"
    )


class AccessFeatureViewSet(TermViewSet):
    """What venues offer to those who need it."""

    model = m.AccessFeature
    name = "access_features"
    url_prefix = "vocabulary/access-features"
    menu_label = "Access to venues"
    icon = "key"
    panels = term_panels(
        name="Hearing loop",
        plain="Sound for hearing aids",
        description="Sends sound from the microphone to hearing aids",
    )


class CoreStandardViewSet(TermViewSet):
    """Headings of the Mainstream Core Standards."""

    model = m.CoreStandard
    name = "core_standards"
    url_prefix = "vocabulary/core-standards"
    menu_label = "Core Standards"
    icon = "clipboard-list"
    list_display = [
        "name",
        Column("section", label="Section", accessor="get_section_display"),
        ORDER,
        STATE,
    ]
    filterset_class = StandardFilters
    panels = term_panels(
        FieldPanel("section"),
        name="Teaching and learning",
        plain="How lessons are taught",
        description="What every school does for every pupil in lessons",
    )


class DistrictViewSet(TermViewSet):
    """Districts: where each team is based, who employs it, and whom to ask."""

    model = m.District
    name = "districts"
    url_prefix = "vocabulary/districts"
    menu_label = "Districts"
    icon = "site"
    list_display = [
        "name",
        Column("area", label="Area", accessor="get_area_display", sort_key="area"),
        Column("base_school", label="Base"),
        Column("employer", label="Employer"),
        Column("contact_name", label="Whom to ask"),
        STATE,
    ]
    filterset_class = DistrictFilters
    search_fields = ["name", "base_school", "contact_name"]
    panels = term_panels(
        FieldRowPanel([FieldPanel("area"), FieldPanel("ons_code", help_text="e.g. “E07000114”.")]),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("base_school"), FieldPanel("base_postcode")]),
                FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")]),
            ],
            heading="Base: where the team works from",
        ),
        MultiFieldPanel([FieldPanel("employer")], heading="Employer"),
        MultiFieldPanel(
            [
                FieldPanel("contact_name", help_text="A role, e.g. “Thanet district lead”."),
                FieldRowPanel([FieldPanel("contact_phone"), FieldPanel("contact_email")]),
            ],
            heading="Contact: shown to schools and parents",
        ),
        name="Thanet",
        plain="Thanet",
        description="Margate, Ramsgate, Broadstairs and villages",
    )


class CommunityViewSet(TermViewSet):
    """Communities of Schools, the county's local groups beside the districts."""

    model = m.Community
    name = "communities"
    url_prefix = "vocabulary/communities"
    menu_label = "Communities"
    icon = "thumbtack"
    list_display = [
        "name",
        Column("district", label="District", sort_key="district__name"),
        ORDER,
        STATE,
    ]
    filterset_class = CommunityFilters
    panels = term_panels(
        FieldPanel("district"),
        name="Thanet north",
        plain="Schools around Margate",
        description="Schools that plan together",
    )


class VocabularyGroup(ViewSetGroup):
    """All lists, as one entry of the menu “Site”."""

    items = (
        NeedViewSet,
        AreaViewSet,
        PhaseViewSet,
        AudienceViewSet,
        LevelViewSet,
        TierViewSet,
        ResourceTypeViewSet,
        CoreStandardViewSet,
        DistrictViewSet,
        CommunityViewSet,
        AccessFeatureViewSet,
        SchoolTermViewSet,
    )
    menu_label = "Vocabulary"
    menu_name = "vocabulary"
    menu_icon = "tag"
    menu_order = 45
    menu_hook = SITE_MENU

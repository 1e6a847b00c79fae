"""Directory entries, published unless a test says otherwise."""

from __future__ import annotations

from datetime import date
from typing import Any

import factory
from factory.django import DjangoModelFactory
from wagtail.search import index

from directory.entries import Organisation, Resource, Service
from portal.vocabulary.models import ResourceType

RELATIONS = ("needs", "phases", "audiences", "districts")


class ResourceTypeFactory(DjangoModelFactory):
    class Meta:
        model = ResourceType
        django_get_or_create = ("slug",)

    slug = "checklist"
    name = factory.LazyAttribute(lambda kind: kind.slug.replace("-", " ").capitalize())


class EntryFactory(DjangoModelFactory):
    """What all entries share. ``needs=[…]`` and the like set relations and the search
    index alike."""

    class Meta:
        abstract = True

    title = factory.Sequence(lambda number: f"Entry {number}")
    slug = factory.Sequence(lambda number: f"entry-{number}")
    summary = "What it is and whom it helps."
    assured_on = factory.LazyFunction(date.today)
    assured_by = "Thanet district team"
    live = True

    @classmethod
    def _create(cls, model_class: type[Any], *args: Any, **kwargs: Any) -> Any:
        related = {name: kwargs.pop(name) for name in RELATIONS if name in kwargs}
        entry = model_class(*args, **kwargs)
        entry.save()
        for name, rows in related.items():
            setattr(entry, name, rows)
        entry.save()
        index.insert_or_update_object(
            entry
        )  # the saves told the index before the relations were written
        return entry


class OrganisationFactory(EntryFactory):
    class Meta:
        model = Organisation

    title = factory.Sequence(lambda number: f"Organisation {number}")
    slug = factory.Sequence(lambda number: f"organisation-{number}")
    phone = "03000 41 41 41"
    email = "hello@organisation.example"


class ResourceFactory(EntryFactory):
    class Meta:
        model = Resource

    title = factory.Sequence(lambda number: f"Resource {number}")
    slug = factory.Sequence(lambda number: f"resource-{number}")
    resource_type = factory.SubFactory(ResourceTypeFactory)


class ServiceFactory(EntryFactory):
    class Meta:
        model = Service

    title = factory.Sequence(lambda number: f"Service {number}")
    slug = factory.Sequence(lambda number: f"service-{number}")
    organisation = factory.SubFactory(OrganisationFactory)
    how_to_access = "Ask your Link Teacher first; then book a drop-in slot."

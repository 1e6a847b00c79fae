"""The county-wide review that pages and entries may be submitted to: made once, then staff's own."""

from __future__ import annotations

from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.models import Site, Workflow, WorkflowContentType, WorkflowPage, WorkflowTask

from portal.base.publishable import snippet_models
from portal.publishing.models import EditorialReview

NAME = "Editorial review"
REVIEWERS = ("Moderators", "Administrators")


@transaction.atomic
def ensure_workflow() -> Workflow | None:
    """Makes the review where there is none, for the whole site and every kind of entry.

    What staff changed since is left alone: other groups, other steps, another workflow for a section.
    """
    workflow = Workflow.objects.filter(name=NAME).first()
    if workflow is None:
        workflow = Workflow.objects.create(name=NAME)
        task = EditorialReview.objects.create(name=NAME)
        task.groups.set(Group.objects.filter(name__in=REVIEWERS))
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    site = Site.objects.filter(is_default_site=True).first()
    if site is not None and not WorkflowPage.objects.exists():
        WorkflowPage.objects.create(page=site.root_page, workflow=workflow)
    for model in snippet_models():
        WorkflowContentType.objects.get_or_create(
            content_type=ContentType.objects.get_for_model(model), defaults={"workflow": workflow}
        )
    return workflow

"""Two renamed things of the demonstration, whose old addresses lead on."""

from __future__ import annotations

from wagtail.contrib.redirects.models import Redirect

from directory.models import FormerAddress, Resource
from portal.home.models import StandardPage

OLD_PAGE, PAGE = "/help-for-schools/", "support"
OLD_RESOURCE, RESOURCE = "first-and-then-board", "now-and-next-board"


def load_old_addresses() -> None:
    """As Wagtail and the directory note them when an editor renames something."""
    page = StandardPage.objects.filter(slug=PAGE).first()
    if page and not Redirect.objects.filter(old_path=Redirect.normalise_path(OLD_PAGE)).exists():
        Redirect.add_redirect(OLD_PAGE, page, automatically_created=True)
    resource = Resource.objects.filter(slug=RESOURCE).first()
    if resource:
        FormerAddress.objects.get_or_create(
            kind=Resource.url_kind, slug=OLD_RESOURCE, defaults={"entry_id": resource.pk}
        )

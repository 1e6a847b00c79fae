"""Images and documents of the site, with what a reader needs to trust them."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image

from portal.base.addresses import validate_target
from portal.media.contents import validate_contents


class PortalImage(AbstractImage):
    """An image with its credit; its description is the default alternative text."""

    credit = models.CharField(max_length=200, blank=True, help_text="Who made it, and the licence.")

    admin_form_fields = (*Image.admin_form_fields, "credit")

    class Meta(AbstractImage.Meta):
        verbose_name = "image"


class PortalRendition(AbstractRendition):
    """One size of an image."""

    image = models.ForeignKey(PortalImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="unique_rendition"
            )
        ]


class PortalDocument(AbstractDocument):
    """A file people download."""

    made_on = models.DateField(
        "date of this version",
        null=True,
        blank=True,
        help_text="So that readers can tell it is current.",
    )

    web_address = models.CharField(
        "the same as a web page",
        max_length=300,
        blank=True,
        validators=[validate_target],
        help_text="Address of a published page that says all that the file says, e.g. "
        "/parents/now-and-next-boards/. A PDF needs one: many people cannot read it on a phone or with a "
        "screen reader.",
    )

    admin_form_fields = (*Document.admin_form_fields, "made_on", "web_address")

    class Meta(AbstractDocument.Meta):
        verbose_name = "document"

    def clean(self) -> None:
        """Looks into a file just uploaded, and not into the stored one each time a title changes."""
        super().clean()
        if self.file and not self.file._committed:
            try:
                validate_contents(self.file)
            except ValidationError as refusal:
                raise ValidationError({"file": refusal}) from refusal

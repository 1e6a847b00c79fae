"""Forms that say by the field why something cannot be published yet. Drafts are saved with gaps."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from typing import Any

from django.core.exceptions import ValidationError
from wagtail.blocks import ListBlock, StreamBlock, StructBlock
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.fields import StreamField

from portal.base.publishing import Publication, Refusal, refusals

Path = tuple[str | int, ...]


class PublishingFormMixin:
    """Asks the guards of publishing while everything typed is still in the form."""

    def _post_clean(self) -> None:
        form: Any = self
        super()._post_clean()  # type: ignore[misc]
        if form.is_deferred_validation or _turns_back(form.data):
            return
        publication = Publication(content=_as_typed(form), user=form.for_user)
        only_content = not form.data.get("action-publish")
        _say(form, refusals(publication, only_content=only_content))


def _turns_back(data: Any) -> bool:
    """Whether a review ends without publishing, for which nothing needs to be right."""
    if data.get("action-cancel-workflow"):
        return True
    return bool(data.get("action-workflow-action")) and data.get("workflow-action-name") != "approve"


def _say(form: Any, found: Sequence[Refusal]) -> None:
    """Puts each reason by its field and block; by the whole form where that field is not shown."""
    in_streams: dict[str, list[tuple[Path, str]]] = {}
    for refusal in found:
        name = refusal.field if refusal.field in form.fields else None
        if name and refusal.path and _stream(form.instance, name) is not None:
            in_streams.setdefault(name, []).append((refusal.path, refusal.message))
        else:
            form.add_error(name, refusal.message)
    for name, said in in_streams.items():
        error = stream_error(_stream(form.instance, name), said)
        if form.has_error(name):
            _join(form.errors.as_data()[name][0], error)
        else:
            form.add_error(name, error)


def _as_typed(form: Any) -> Any:
    """The content with those texts too that have another fault, so that all is said at once."""
    content = copy(form.instance)
    for name in form.errors:
        if name in form.fields and _stream(content, name) is not None:
            value = form.fields[name].widget.value_from_datadict(
                form.data, form.files, form.add_prefix(name)
            )
            setattr(content, name, value)
    return content


def _join(first: ValidationError, second: ValidationError) -> None:
    """Adds what the second says of blocks about which the first says nothing."""
    said: dict[Any, ValidationError] = getattr(first, "block_errors", {})
    for number, error in getattr(second, "block_errors", {}).items():
        said.setdefault(number, error)


def _stream(instance: Any, name: str) -> StreamBlock | None:
    fields = {field.name: field for field in instance._meta.fields}
    field = fields.get(name)
    return field.stream_block if isinstance(field, StreamField) else None


def stream_error(block: Any, said: Sequence[tuple[Path, str]]) -> ValidationError:
    """One error for a block, which holds those of its parts where they belong."""
    here = [message for path, message in said if not path]
    below: dict[Any, list[tuple[Path, str]]] = {}
    for path, message in said:
        if path:
            below.setdefault(path[0], []).append((path[1:], message))
    if isinstance(block, StreamBlock):
        # A child's path begins with its number and its type.
        errors = {
            number: stream_error(block.child_blocks[str(rows[0][0][0])], [(p[1:], m) for p, m in rows])
            for number, rows in below.items()
        }
        return StreamBlockValidationError(block_errors=errors)
    if isinstance(block, ListBlock):
        items = {number: stream_error(block.child_block, rows) for number, rows in below.items()}
        return ListBlockValidationError(block_errors=items)
    if isinstance(block, StructBlock) and below:
        parts = {name: stream_error(block.child_blocks[str(name)], rows) for name, rows in below.items()}
        return StructBlockValidationError(block_errors=parts)
    words = here or [message for _path, message in said]
    return ValidationError([ValidationError(message) for message in words])

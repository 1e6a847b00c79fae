"""What the directory adds to the admin."""

from __future__ import annotations

from wagtail.snippets.models import register_snippet

from directory.viewsets import DirectoryGroup

register_snippet(DirectoryGroup)

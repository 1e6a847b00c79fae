"""What staff may do with requests. What schools may read is decided in ``querysets``."""

from __future__ import annotations

READ = "bespoke.view_request"
DECIDE = "bespoke.change_request"

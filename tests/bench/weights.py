"""What a browser fetches before a page stands: the page, its styles, scripts and fonts, no pictures."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from bs4 import BeautifulSoup

KILOBYTE = 1000


@dataclass(frozen=True)
class Weight:
    """A first view with an empty cache, in bytes as sent; fonts are compressed already."""

    page: int
    styles: int
    scripts: int
    fonts: int
    requests: int

    @property
    def total(self) -> int:
        """All of it."""
        return self.page + self.styles + self.scripts + self.fonts


def first_view(html: str, *, address: str, fetch: Callable[[str], bytes]) -> Weight:
    """Weighs the page ``html``, found at ``address``; ``fetch`` gives the bytes at a path."""
    soup = BeautifulSoup(html, "html.parser")
    styles = [urljoin(address, str(tag["href"])) for tag in soup.select("link[rel=stylesheet]")]
    scripts = [urljoin(address, str(tag["src"])) for tag in soup.select("script[src]")]
    letters = set(soup.get_text())
    fonts = {
        font
        for sheet in styles
        for font in fonts_for(letters, sheet=fetch(sheet).decode(), address=sheet)
    }
    return Weight(
        page=len(zipped(html.encode())),
        styles=sum(len(zipped(fetch(sheet))) for sheet in styles),
        scripts=sum(len(zipped(fetch(script))) for script in scripts),
        fonts=sum(len(fetch(font)) for font in fonts),
        requests=1 + len(styles) + len(scripts) + len(fonts),
    )


def zipped(content: bytes) -> bytes:
    """As a proxy sends it."""
    return gzip.compress(content, compresslevel=6, mtime=0)


def fonts_for(letters: set[str], *, sheet: str, address: str) -> Iterator[str]:
    """The font files of a stylesheet that a text with these letters calls for, in every weight."""
    for face in re.findall(r"@font-face\s*{([^}]*)}", sheet):
        file = re.search(r"url\(\"?([^\")]+)\"?\)", face)
        if file and any(_covers(face, letter) for letter in letters):
            yield urljoin(address, file[1])


def _covers(face: str, letter: str) -> bool:
    """Whether a letter lies in the ``unicode-range`` of a face; without one, all do."""
    ranges = re.findall(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", face.partition("unicode-range:")[2])
    return not ranges or any(
        int(first, 16) <= ord(letter) <= int(last or first, 16) for first, last in ranges
    )

"""How static files are kept for serving: hashed, compressed, and the screen's many small sheets as one.

While developing, ``css/screen.css`` imports a small file a component; collected, it is one file with the
same layers, so that a first visit asks for one sheet instead of thirty.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

SHEET = "css/screen.css"
IMPORT = re.compile(
    r'(?m)^@import url\("(?P<path>[\w./-]+)"\)(?: layer\((?P<layer>\w+)\))?(?: (?P<media>\w+))?;$'
)


def one_sheet(text: str, read: Callable[[str], str]) -> str:
    """``text`` with each ``@import`` replaced by what ``read`` gives for its path, in its layer and medium.

    Imported sheets may name other files relative to the importing sheet's folder only if they lie in it.
    """

    def inline(found: re.Match[str]) -> str:
        content = read(found["path"])
        if found["layer"]:
            content = f"@layer {found['layer']} {{\n{content}}}\n"
        if found["media"]:
            content = f"@media {found['media']} {{\n{content}}}\n"
        return content

    return IMPORT.sub(inline, text)


class OneSheetStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage, which joins the screen's sheets before it names and compresses them."""

    def create_compressor(self, **options: Any) -> Compressor:
        """Brotli saves a fifth against gzip and takes ten seconds: worth it once, not at every trial."""
        return Compressor(use_brotli=settings.PRODUCTION, **options)

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        """Yield what became of each file, as ``collectstatic`` wants it."""
        if SHEET in paths and not dry_run:
            text, parts = _text(paths, SHEET), set()

            def read(path: str) -> str:
                name = str(PurePosixPath(SHEET).parent / path)
                parts.add(name)
                return _text(paths, name)

            joined = InMemoryStorage()
            joined.save(SHEET, ContentFile(one_sheet(text, read).encode()))
            # What is in the one sheet need not be named and compressed on its own.
            paths = {name: place for name, place in paths.items() if name not in parts}
            paths[SHEET] = (joined, SHEET)
        yield from super().post_process(paths, dry_run, **options)


def _text(paths: dict[str, Any], name: str) -> str:
    storage, path = paths[name]
    with storage.open(path) as file:
        return str(file.read().decode())

"""Printed papers for the tests, each printed once: a full report, a short one, and ways to read them."""

import os
import subprocess
import tempfile
from functools import cache
from pathlib import Path

import pymupdf
from PIL import Image

from reports import to_pdf
from reports.fonts import write_config
from reports.html import Language
from reports.snapshot import Snapshot
from tests.reports.snapshots import snapshot

# Tests that load the renderer themselves see the packaged type, as the worker does.
os.environ["FONTCONFIG_FILE"] = str(write_config())


@cache
def paper(language: Language) -> bytes:
    """The whole report of the usual snapshot."""
    return to_pdf.render(snapshot(), language=language)


@cache
def short() -> Snapshot:
    """A snapshot of four obligations, for a few pages that hold every kind of element."""
    whole = snapshot()
    return whole.model_copy(
        update={"obligations": whole.obligations[1:5], "instruments": whole.instruments[:2]}
    )


def text(pdf: bytes) -> str:
    """The text of all pages, as a reader copies it."""
    with pymupdf.open(stream=pdf) as document:
        return "\n".join(page.get_text() for page in document)


def lines(pdf: bytes) -> list[str]:
    """Every set line."""
    found = []
    with pymupdf.open(stream=pdf) as document:
        for page in document:
            for block in page.get_text("dict")["blocks"]:
                for line in block.get("lines", ()):
                    found.append("".join(span["text"] for span in line["spans"]).strip())
    return [line for line in found if line]


def drawn_by_mupdf(pdf: bytes, dpi: int = 50) -> list[Image.Image]:
    with pymupdf.open(stream=pdf) as document:
        pictures = [page.get_pixmap(dpi=dpi, colorspace=pymupdf.csGRAY) for page in document]
    return [Image.frombytes("L", (p.width, p.height), p.samples) for p in pictures]


def drawn_by_poppler(pdf: bytes, dpi: int = 50) -> list[Image.Image]:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "a.pdf"
        source.write_bytes(pdf)
        subprocess.run(["pdftoppm", "-gray", "-r", str(dpi), "-png", source, Path(folder) / "p"], check=True)
        return [Image.open(path).convert("L") for path in sorted(Path(folder).glob("p*.png"))]

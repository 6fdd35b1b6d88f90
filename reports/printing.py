"""HTML to PDF: the only module that loads WeasyPrint; it runs in the worker process (``worker.py``).

The renderer sees what it is handed and nothing else: two style sheets and the logo under ``asset:`` names,
held in memory. Any other address stops the render. The outcome is PDF/A-3a and PDF/UA-1 in one file, with
the snapshot as its attachment, and the same bytes for the same snapshot: every date in it is the snapshot's
own.
"""

import gc
import re
from functools import cache
from typing import Any

import pydyf
from weasyprint import CSS, Attachment
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from reports import html, imprint
from reports.errors import ReportTooLarge
from reports.logo import png
from reports.snapshot import Snapshot, to_json
from reports.sparing import SparingHTML, fonts, spare

STYLE = html.ROOT / "static" / "css" / "report.css"
MOST_PAGES = 1200
Assets = dict[str, tuple[str, bytes]]

# PDF/UA's mark and the extension schema PDF/A asks for, inside the one rdf:RDF that readers look at.
UA_XMP = b"""
<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"
rdf:about=""><pdfuaid:part>1</pdfuaid:part></rdf:Description> <rdf:Description
xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#" rdf:about="">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource"> <pdfaSchema:schema>PDF/UA
identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI><pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of PDF/UA</pdfaProperty:description></rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""


class LockedFetcher(URLFetcher):
    """Hands out the assets it holds; any other address, local or remote, stops the render."""

    def __init__(self, assets: Assets) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False)
        self.assets = assets

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        if url not in self.assets:
            raise FatalURLFetchingError(f"The report may not fetch {url[:80]!r}.")
        kind, content = self.assets[url]
        return URLFetcherResponse(url, body=content, headers={"Content-Type": kind})


def print_snapshot(
    snapshot: Snapshot,
    *,
    language: html.Language,
    sections: tuple[str, ...] | None,
    variant: html.Variant,
    archival: bool,
    edition: str | None,
) -> bytes:
    """The report as PDF bytes; ``archival`` adds tags, the standards' marks and the attachment."""
    page = html.page(snapshot, language=language, sections=sections, variant=variant, edition=edition)
    accent = snapshot.firm.accent if snapshot.firm else "#1d3557"
    return print_html(
        page, _assets(snapshot), snapshot if archival else None, (_css(f":root{{--accent:{accent}}}"),)
    )


def print_html(page: str, assets: Assets, archived: Snapshot | None, styles: tuple[CSS, ...] = ()) -> bytes:
    """One page of HTML as PDF bytes. Raises ReportTooLarge past MOST_PAGES."""
    gc.disable()  # layout makes no cycles worth finding while it runs; this saves a tenth of the time
    fetcher = LockedFetcher(assets)
    spare()
    options = _options(archived, fetcher)
    document = SparingHTML(string=page, base_url=None, url_fetcher=fetcher).render(
        font_config=fonts(), stylesheets=[_style(), *styles], **options
    )
    if len(document.pages) > MOST_PAGES:
        raise ReportTooLarge(f"The report has {len(document.pages)} pages; at most {MOST_PAGES} are printed.")
    if archived is None:
        return bytes(document.write_pdf())
    return bytes(document.write_pdf(finisher=_finish, **options))


def warm_up() -> None:
    """Print one line in every family, so that styles, fonts and caches are in memory before a job."""
    samples = "".join(f'<p style="font-family:{f};font-weight:{w}">A合</p>' for f, w in _FACES)
    samples += '<p lang="en" style="width:9mm;hyphens:auto">Hyphenation</p>'
    print_html(f"<!doctype html><title>-</title>{samples}", {}, None)
    html.load_templates()
    imprint.edition()  # read once here, not in every child
    gc.enable()
    gc.collect()
    gc.freeze()


_FACES = [(f"'Hegui {name}'", w) for name in ("Sans", "Sans SC", "Serif", "Serif SC") for w in (400, 600)]


def _options(archived: Snapshot | None, fetcher: LockedFetcher) -> dict[str, Any]:
    if archived is None:
        return {}
    made = archived.report.created_at
    attachment = Attachment(
        string=to_json(archived),
        name=html.ATTACHMENT,
        description="The snapshot this report was made from",
        relationship="Data",
        created=made,
        modified=made,
        url_fetcher=fetcher,
    )
    return {
        "pdf_variant": "pdf/a-3a",
        "pdf_identifier": archived.report.id.encode(),
        "attachments": [attachment],
    }


def _assets(snapshot: Snapshot) -> Assets:
    if snapshot.firm and snapshot.firm.logo:
        return {"asset:logo.png": ("image/png", png(snapshot.firm.logo))}
    return {}


@cache
def _style() -> CSS:
    """report.css, parsed once, with its color tokens put in: resolving them for each element takes time."""
    css = STYLE.read_text(encoding="utf-8")
    tokens = dict(re.findall(r"(--(?!accent)[\w-]+):\s*([^;}]+?)\s*[;}]", css))
    return _css(re.sub(r"var\((--[\w-]+)\)", lambda token: tokens.get(token[1], token[0]), css))


def _css(text: str) -> CSS:
    """A style sheet that, like the page, may fetch nothing."""
    return CSS(string=text, base_url=None, url_fetcher=LockedFetcher({}))


def _finish(document: Any, pdf: pydyf.PDF) -> None:
    """Say that the file is PDF/UA too, and which way each table head looks (heads repeat on later pages)."""
    by_reference = {o.reference: o for o in pdf.objects}
    for o in pdf.objects:
        if getattr(o, "extra", {}).get("Type") == "/Metadata":
            o.stream = [part.replace(b"</rdf:RDF>", UA_XMP + b"</rdf:RDF>") for part in o.stream]
        if isinstance(o, dict) and o.get("S") == "/TH":
            section = by_reference[by_reference[o["P"]]["P"]]
            scope = "/Column" if section["S"] == "/THead" else "/Row"
            o.setdefault("A", pydyf.Dictionary({"O": "/Table"}))["Scope"] = scope
    pdf.objects = [_Written(o) for o in pdf.objects]


class _Written(pydyf.Object):
    """An object whose bytes are made once: the writer asks for them again for the file's identifier."""

    def __init__(self, original: pydyf.Object) -> None:
        super().__init__()
        self.number, self.generation, self.free = original.number, original.generation, original.free
        self.made = original.data if original.free == "n" else b""
        self.is_compressible = original.compressible

    @property
    def data(self) -> bytes:
        return self.made

    @property
    def compressible(self) -> bool:
        return self.is_compressible

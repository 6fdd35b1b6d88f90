"""A memo under construction: head and foot, and the few blocks a memo is built from.

Everything looks as its style says; nothing is formatted by hand. Chinese runs carry the hint that makes
shared punctuation Chinese, or Word chooses its own. Blocks are written as XML: python-docx's tables cost ten
times as much.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from reports.cells import plain
from reports.docx_styles import KEYS, TABLE, WIDTH, prepare
from reports.shape import Text
from reports.wording import SIGNS

LONGEST_TEXT = 20_000  # characters of one text; the JSON holds it whole
CUT = "… [+]"

Words = Text | str


class Paper:
    """A memo under construction. ``language`` is ``zh``, ``en`` or ``both``."""

    def __init__(self, language: str) -> None:
        self.languages = ("zh", "en") if language == "both" else (language,)
        self.document = Document()
        prepare(self.document)
        self.body = self.document.element.body
        self.end = self.body.find(qn("w:sectPr"))

    def describe(self, *, title: str, subject: str, author: str, comments: str, made: datetime) -> None:
        """The core properties, with days from the snapshot."""
        properties = self.document.core_properties
        properties.title, properties.subject = plain(title)[:255], plain(subject)[:255]
        properties.author = properties.last_modified_by = plain(author)[:255]
        properties.comments, properties.keywords = comments, ""
        properties.language = " ".join({"zh": "zh-CN", "en": "en-GB"}[code] for code in self.languages)
        properties.created = properties.modified = made.astimezone(UTC).replace(tzinfo=None)
        properties.revision = 1

    def run_head_and_foot(self, head: Words, mark: Words, foot: str) -> None:
        """Head: who and what, and the mark of draft. Foot: ``foot`` and the page's number of all."""
        section = self.document.sections[0]
        top = section.header.paragraphs[0]._p
        self._runs(top, head, " · ")
        if mark:
            _run(top, "\t", None)
            self._runs(top, mark, " ", style="Draft")
        bottom = section.footer.paragraphs[0]._p
        _run(bottom, f"{foot}\t", None)
        _field(bottom, "PAGE")
        _run(bottom, " / ", None)
        _field(bottom, "NUMPAGES")

    # -- blocks ----------------------------------------------------------------------------------

    def heading(self, level: int, words: Words, number: str = "") -> None:
        """A heading of level 1 to 4, both languages on one line."""
        paragraph = self._paragraph(f"Heading{level}")
        if number:
            _run(paragraph, f"{number}  ", None)
        self._runs(paragraph, words, "  ")

    def title(self, words: Words) -> None:
        """The memo's title; the second language stands below the first and quieter."""
        for position, (code, text) in enumerate(self._chosen(words)):
            _run(self._paragraph("Subtitle" if position else "Title"), text, code)

    def say(self, words: Words, style: str = "BodyText") -> None:
        """A text, one paragraph a language."""
        for code, text in self._chosen(words):
            _run(self._paragraph(style), text, code)

    def line(self, words: Words, style: str = "BodyText", between: str = " · ") -> None:
        """A text on one line, languages side by side."""
        self._runs(self._paragraph(style), words, between)

    def keys(self, rows: Sequence[tuple[Words, Words]]) -> None:
        """Names and values, two columns, without a head."""
        if rows:
            body = self._table(KEYS, (2400, WIDTH - 2400))
            for name, value in rows:
                row = _row(body)
                self._runs(_cell(row, 2400, "KeyName"), name, " ")
                self._paragraphs(_cell(row, WIDTH - 2400, None), value, WIDTH - 2400)
            self._spacer()

    def signed(self, code: str, said: Text) -> Text:
        """A state with its sign, which stands once where both languages share the line."""
        sign = SIGNS[code]
        return Text(zh=f"{sign} {said.zh}", en=said.en if len(self.languages) == 2 else f"{sign} {said.en}")

    def table(self, heads: Sequence[Words], rows: Iterable[Sequence[Words]], shares: Sequence[int]) -> None:
        """Rows under a head that every page repeats; ``shares`` are the columns' parts of the width."""
        widths = [WIDTH * share // sum(shares) for share in shares]
        body = self._table(TABLE, widths)
        top = _row(body, is_head=True)
        for words, width in zip(heads, widths, strict=True):
            self._runs(_cell(top, width, "TableHead"), words, " ")
        for values in rows:
            row = _row(body)
            for words, width in zip(values, widths, strict=True):
                self._paragraphs(_cell(row, width, None), words, width)
        self._spacer()

    def to_bytes(self) -> bytes:
        """The file, with the same bytes for the same contents: no clock stands in the archive."""
        memory, packed = BytesIO(), BytesIO()
        self.document.save(memory)
        with ZipFile(memory) as source, ZipFile(packed, "w", ZIP_DEFLATED) as target:
            for name in source.namelist():
                entry = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
                entry.compress_type, entry.external_attr = ZIP_DEFLATED, 0o600 << 16
                target.writestr(entry, source.read(name))
        return packed.getvalue()

    # -- parts -----------------------------------------------------------------------------------

    def _chosen(self, words: Words) -> list[tuple[str | None, str]]:
        """Language and text, as often as there is something to say; what is the same is said once."""
        if isinstance(words, str):
            return [(None, _fitted(words))] if words else []
        texts = [(code, _fitted(getattr(words, code))) for code in self.languages]
        if len(texts) == 2 and texts[0][1] == texts[1][1]:
            return [(None, texts[0][1])]
        return [(code, text) for code, text in texts if text]

    def _runs(self, paragraph: Any, words: Words, between: str, style: str | None = None) -> None:
        for position, (code, text) in enumerate(self._chosen(words)):
            _run(paragraph, (between if position else "") + text, code, style)

    def _paragraphs(self, first: Any, words: Words, width: int) -> None:
        """What fits on one line of a cell stands on one; else one paragraph a language, from ``first`` on."""
        chosen = self._chosen(words)
        if len(chosen) == 2 and _fits([text for _, text in chosen], width):
            self._runs(first, words, " · ")
            return
        for position, (code, text) in enumerate(chosen):
            if position:
                following = OxmlElement("w:p")
                _style(following, "TableText")
                first.addnext(following)
                first = following
            _run(first, text, code)

    def _paragraph(self, style: str) -> Any:
        paragraph = OxmlElement("w:p")
        _style(paragraph, style)
        self.end.addprevious(paragraph)
        return paragraph

    def _table(self, style: str, widths: Sequence[int]) -> Any:
        is_keys = style == KEYS
        look = f'w:val="0000" w:firstRow="{int(not is_keys)}" w:lastRow="0" w:firstColumn="{int(is_keys)}"'
        columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        table = parse_xml(
            f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblStyle w:val="{style}"/>'
            f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
            f'<w:tblLook {look} w:lastColumn="0" w:noHBand="1" w:noVBand="1"/></w:tblPr>'
            f"<w:tblGrid>{columns}</w:tblGrid></w:tbl>"
        )
        self.end.addprevious(table)
        return table

    def _spacer(self) -> None:
        """Word wants a paragraph between tables."""
        self._paragraph("Spacer")


# -- XML -----------------------------------------------------------------------------------------


def _fitted(text: str) -> str:
    text = plain(text)
    return text if len(text) <= LONGEST_TEXT else text[:LONGEST_TEXT] + CUT


def _fits(texts: list[str], width: int) -> bool:
    """Whether both stand on one line of a cell: hanzi take 190 twentieths of a point, others about 95."""
    taken = sum(190 if ord(character) > 0x2E7F else 95 for text in texts for character in text)
    return not any("\n" in text for text in texts) and taken + 300 <= width - 170


def _style(paragraph: Any, name: str) -> None:
    properties = OxmlElement("w:pPr")
    style = OxmlElement("w:pStyle")
    style.set(qn("w:val"), name)
    properties.append(style)
    paragraph.insert(0, properties)


def _run(paragraph: Any, text: str, language: str | None, style: str | None = None) -> None:
    run = OxmlElement("w:r")
    if language == "zh" or style:
        properties = OxmlElement("w:rPr")
        if style:
            properties.append(_valued("w:rStyle", style))
        if language == "zh":
            fonts = OxmlElement("w:rFonts")
            fonts.set(qn("w:hint"), "eastAsia")
            properties.append(fonts)
        run.append(properties)
    for number, line in enumerate(text.split("\n")):
        if number:
            run.append(OxmlElement("w:br"))
        for place, part in enumerate(line.split("\t")):
            if place:
                run.append(OxmlElement("w:tab"))
            if part:
                words = OxmlElement("w:t")
                words.text = part
                words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
                run.append(words)
    paragraph.append(run)


def _valued(tag: str, value: str) -> Any:
    element = OxmlElement(tag)
    element.set(qn("w:val"), value)
    return element


def _field(paragraph: Any, instruction: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), instruction)
    _run(field, "1", None)
    paragraph.append(field)


def _row(table: Any, *, is_head: bool = False) -> Any:
    row = OxmlElement("w:tr")
    properties = OxmlElement("w:trPr")
    properties.append(OxmlElement("w:cantSplit"))
    if is_head:
        properties.append(OxmlElement("w:tblHeader"))
    row.append(properties)
    table.append(row)
    return row


def _cell(row: Any, width: int, style: str | None) -> Any:
    cell, properties, size = OxmlElement("w:tc"), OxmlElement("w:tcPr"), OxmlElement("w:tcW")
    size.set(qn("w:w"), str(width))
    size.set(qn("w:type"), "dxa")
    properties.append(size)
    paragraph = OxmlElement("w:p")
    _style(paragraph, style or "TableText")
    cell.append(properties)
    cell.append(paragraph)
    row.append(cell)
    return paragraph

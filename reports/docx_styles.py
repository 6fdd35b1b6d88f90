"""How a memo looks: page, fonts, paragraph, character and table styles, written into an empty document.

Every style names a Western and an East Asian font; the theme's fonts are taken out, since Word prefers them.
"""

from typing import Any

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

SERIF, SONG = "Times New Roman", "宋体"
SANS, HEI = "Arial", "黑体"
INK, QUIET, SEAL, RULE = "1D3557", "5B6675", "A3312A", "B9BEC7"
TABLE, KEYS = "HeguiTable", "HeguiKeys"
WIDTH = 9356  # twentieths of a point between the margins: 165 mm

# name: based on, Western, East Asian, size, bold, color, space before, after, with the next
_PARAGRAPHS: dict[str, tuple[str | None, str, str, float, bool, str | None, float, float, bool]] = {
    "Normal": (None, SERIF, SONG, 10.5, False, None, 0, 5, False),
    "Body Text": ("Normal", SERIF, SONG, 10.5, False, None, 0, 5, False),
    "Title": ("Normal", SANS, HEI, 20, True, INK, 0, 4, True),
    "Subtitle": ("Normal", SANS, HEI, 13, False, QUIET, 0, 8, True),
    "Heading 1": ("Normal", SANS, HEI, 15, True, INK, 20, 6, True),
    "Heading 2": ("Normal", SANS, HEI, 12, True, INK, 14, 4, True),
    "Heading 3": ("Normal", SANS, HEI, 10.5, True, None, 12, 2, True),
    "Heading 4": ("Normal", SANS, HEI, 10, True, QUIET, 8, 2, True),
    "Header": ("Normal", SANS, HEI, 8, False, QUIET, 0, 0, False),
    "Footer": ("Normal", SANS, HEI, 7, False, QUIET, 0, 0, False),
    "Verdict": ("Normal", SANS, HEI, 14, True, None, 4, 4, True),
    "Quiet": ("Normal", SANS, HEI, 8.5, False, QUIET, 0, 4, True),
    "Because": ("Normal", SERIF, SONG, 10.5, False, INK, 0, 4, False),
    "Table Text": ("Normal", SERIF, SONG, 9.5, False, None, 1, 1, False),
    "Table Head": ("Normal", SANS, HEI, 8.5, True, QUIET, 1, 1, True),
    "Key Name": ("Normal", SANS, HEI, 8.5, False, QUIET, 1, 1, False),
    "Spacer": ("Normal", SERIF, SONG, 4, False, None, 0, 0, False),
}
_THEME = ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme")


def prepare(document: Document) -> None:
    """Make an empty document ours."""
    _drop_thumbnail(document)
    _set_page(document.sections[0])
    _set_defaults(document.styles.element)
    for name in _PARAGRAPHS:
        _set_paragraph_style(document.styles, name)
    _set_marks(document.styles)
    for style in _TABLES:
        document.styles.element.append(parse_xml(style))
    _set_compatibility(document.settings.element)


def _drop_thumbnail(document: Document) -> None:
    relations = document.part.package.rels
    for key in [key for key, relation in relations.items() if relation.reltype.endswith("/thumbnail")]:
        del relations[key]


def _set_page(section: Any) -> None:
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(22), Mm(22.9)
    section.top_margin, section.bottom_margin = Mm(26), Mm(24)
    section.header_distance, section.footer_distance = Mm(13), Mm(11)


def _set_defaults(styles: Any) -> None:
    """The document's fonts and languages: hanzi are Chinese, Latin letters English, wherever they stand."""
    properties = styles.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    _set_fonts(properties, SERIF, SONG)
    languages = properties.find(qn("w:lang"))
    languages.set(qn("w:val"), "en-GB")
    languages.set(qn("w:eastAsia"), "zh-CN")


def _set_fonts(properties: Any, western: str, eastern: str) -> None:
    fonts = properties.get_or_add_rFonts()
    for name in _THEME:
        fonts.attrib.pop(qn(f"w:{name}"), None)
    for name, font in (("ascii", western), ("hAnsi", western), ("cs", western), ("eastAsia", eastern)):
        fonts.set(qn(f"w:{name}"), font)


def _set_paragraph_style(styles: Any, name: str) -> None:
    base, western, eastern, size, bold, color, before, after, with_next = _PARAGRAPHS[name]
    known = name in {style.name for style in styles}
    style = styles[name] if known else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    if base:
        style.base_style = styles[base]
    style.font.size, style.font.bold, style.font.italic = Pt(size), bold, False
    style.font.color.rgb = RGBColor.from_string(color or "1D2A3A")
    _set_fonts(style.element.get_or_add_rPr(), western, eastern)
    layout = style.paragraph_format
    layout.space_before, layout.space_after = Pt(before), Pt(after)
    layout.line_spacing, layout.keep_with_next = 1.25, with_next
    for border in style.element.get_or_add_pPr().findall(qn("w:pBdr")):  # the template rules off its title
        style.element.pPr.remove(border)
    if name in ("Header", "Footer"):
        _set_tab(style.element.get_or_add_pPr())


def _set_tab(properties: Any) -> None:
    """One stop at the right margin instead of the template's two for another page."""
    for tabs in properties.findall(qn("w:tabs")):
        properties.remove(tabs)
    tab = properties._insert_tabs(OxmlElement("w:tabs"))
    tab.append(parse_xml(f'<w:tab {nsdecls("w")} w:val="right" w:pos="{WIDTH}"/>'))


def _set_marks(styles: Any) -> None:
    draft = styles.add_style("Draft", WD_STYLE_TYPE.CHARACTER)
    draft.font.bold = True
    draft.font.color.rgb = RGBColor.from_string(SEAL)


def _set_compatibility(settings: Any) -> None:
    """Word 2013 and later, so that it does not open the memo in compatibility mode."""
    for setting in settings.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")
    for zoom in settings.findall(qn("w:zoom")):
        zoom.set(qn("w:percent"), "100")
    for mark in settings.findall(qn("w:savePreviewPicture")):
        settings.remove(mark)


def _table_style(id: str, name: str, edges: tuple[str, ...]) -> str:
    inside = f'<w:insideH w:val="single" w:sz="4" w:space="0" w:color="{RULE}"/>'
    outside = "".join(f'<w:{edge} w:val="single" w:sz="6" w:space="0" w:color="{INK}"/>' for edge in edges)
    margins = '<w:left w:w="57" w:type="dxa"/><w:right w:w="113" w:type="dxa"/>'
    return (
        f'<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="{id}">'
        f'<w:name w:val="{name}"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="99"/>'
        f"<w:tblPr><w:tblBorders>{outside}{inside}</w:tblBorders><w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>"
        "</w:style>"
    )


_TABLES = (
    _table_style(TABLE, "Hegui Table", ("top", "bottom")),
    _table_style(KEYS, "Hegui Keys", ()),
)

"""The printed page of HTML as Typst source: the same words, columns, cards, contents and tables.

What a person would write by hand for this report in Typst, so that both engines set the same document:
one function a kind of block, no trick that slows it. Charts are left out, which is in Typst's favour.
"""

from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import tinyhtml5  # type: ignore[import-untyped]
import typst

TYPE = Path(__file__).parents[2] / "reports" / "type"
PREAMBLE = """
#let ink = rgb("#1d2a3a"); #let quiet = rgb("#5b6472"); #let rule = .4pt + rgb("#d5d0c5")
#let sans = ("Hegui Sans", "Hegui Sans SC"); #let song = ("Hegui Serif", "Hegui Serif SC")
#set document(title: "Report", date: datetime(year: 2026, month: 11, day: 21))
#set text(font: sans, size: 9.3pt, fill: ink, lang: "en", hyphenate: true)
#set par(leading: .62em, spacing: .75em)
#set page(paper: "a4", margin: (top: 28mm, right: 20mm, bottom: 25mm, left: 22mm),
  header: text(8pt, font: song, weight: 600, head),
  footer: [#line(length: 100%, stroke: rule) #text(7.4pt, quiet, foot) #h(1fr)
    #context text(7.6pt, weight: 600, counter(page).display("1 / 1", both: true))])
#show heading: set text(font: song, weight: 600, hyphenate: false)
#show heading.where(level: 1): set text(29pt)
#show heading.where(level: 2): set text(17pt)
#show heading.where(level: 3): set text(11.5pt)
#show heading.where(level: 4): set text(10pt)
#show table.cell: set text(8.6pt)
#let zh(it) = text(lang: "zh", size: .94em, font: ("Hegui Sans SC", "Hegui Sans"), it)
#let between(x, _) = if x == 1 { (left: rule) }
#let pair(a, b) = grid(columns: (1fr, 1fr), inset: (x: 4.5mm), stroke: between, a, b)
#let card(it) = block(width: 100%, stroke: (top: .6pt + ink), inset: (top: 2mm, bottom: 4mm), it)
#let kept(it) = block(breakable: false, width: 100%, it)
#let under = (x: none, top: none, bottom: rule)
#let rows(columns, head, ..cells) = table(columns: columns, stroke: under, inset: (right: 3mm, y: 1.5mm),
  ..if head.len() > 0 { (table.header(..head),) }, ..cells)
#let entry(target, it) = link(target)[#it #box(width: 1fr, repeat[.])
  #context counter(page).at(target).first()]
#let soft(it) = text(quiet, it)
#let small(size, it) = block(text(size, it))
"""
BLOCKS = ("div", "section", "header", "article", "ol", "ul", "body")
SMALL = {"keys": "8.6pt", "cite": "8.4pt", "eyebrow": "8.4pt", "actions": "8.6pt", "guidance": "7.8pt"}
SOFT = {"soft", "because", "leaning", "id", "cite", "intro", "digest", "warn"}


def source(page: str) -> str:
    """Typst source with the words of a page of HTML."""
    body = tinyhtml5.parse(page, namespace_html_elements=False).find("body")
    head = "".join(f"#let {name} = {_quoted(body.get(f'data-{name}'))}\n" for name in ("head", "foot"))
    return head + PREAMBLE + _inside(body)


def compiled(text: bytes) -> bytes:
    """A tagged PDF/A-3a set in the project's own type."""
    made: Any = typst.compile(  # type: ignore[misc]
        text, font_paths=[str(TYPE)], ignore_system_fonts=True, pdf_standards=["a-3a"]
    )
    return bytes(made)


def _inside(element: Element) -> str:
    return _text(element.text) + "".join(_element(child) + _text(child.tail) for child in element)


def _element(element: Element) -> str:
    """One element as markup; its kind and its class say which function."""
    kind, names = str(element.tag), (element.get("class") or "").split()
    mark = f"#metadata(none) <{element.get('id')}>\n" if element.get("id") else ""
    if kind in ("svg", "img"):
        return ""
    if kind == "br":
        return "#linebreak()"
    if kind == "table":
        return _table(element)
    if "pair" in names:
        inside = "".join(f"[{_worded(cell)}]" for cell in element)
        return f"{_sized(names, f'#pair{inside}')}\n"
    inside = _worded(element)
    if kind == "a" and (element.get("href") or "").startswith("#"):
        return f"#entry(<{element.get('href', '')[1:]}>)[{inside}]"
    if kind in ("h1", "h2", "h3", "h4"):
        return f"\n#heading(level: {kind[1]})[{inside}]\n"
    if kind == "b":
        return f"#strong[{inside}]"
    if kind in BLOCKS:
        return mark + _block(element, names, inside)
    quiet = f"#soft[{inside}]" if SOFT & set(names) else inside
    return f"\n\n{_sized(names, quiet)}\n\n" if kind in ("p", "li") else quiet


def _block(element: Element, names: list[str], inside: str) -> str:
    if "duty" in names:
        return f"#card[{inside}]\n"
    if "duty__main" in names:
        return f"#kept[{inside}]\n"
    breaks = "#pagebreak(weak: true)\n" if element.tag == "section" else ""
    return f"{breaks}{inside}\n"


def _table(table: Element) -> str:
    heads = ["".join(f"[{_worded(cell)}], " for cell in row) for row in table.findall("thead/tr")]
    lines = [row for row in table.iter("tr") if row not in table.findall("thead/tr")]
    cells = "".join(f"[{_worded(cell)}], " for row in lines for cell in row)
    columns = "1fr, " * max(len(row) for row in lines)
    return f"\n#rows(({columns}), ({''.join(heads)}), {cells})\n"


def _sized(names: list[str], inside: str) -> str:
    size = next((SMALL[name] for name in names if name in SMALL), None)
    return f"#small({size})[{inside}]" if size else inside


def _worded(element: Element) -> str:
    """What an element holds, in Chinese type where it says that it is Chinese."""
    inside = _inside(element)
    return f"#zh[{inside}]" if (element.get("lang") or "").startswith("zh") else inside


def _text(words: str | None) -> str:
    if not words:
        return ""
    return f"#{_quoted(words)};" if words.strip() else " "


def _quoted(words: str | None) -> str:
    return '"' + (words or "").replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'

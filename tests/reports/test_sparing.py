"""What the renderer is spared is what it has, and sparing it changes no page."""

import tinycss2  # type: ignore[import-untyped]
from weasyprint import HTML
from weasyprint.html import UA
from weasyprint.text.fonts import FontConfiguration

from reports import printing, sparing

PAGE = """<!doctype html><html lang="en"><title>x</title>
<style>p{font:9pt 'Hegui Sans','Hegui Sans SC'}</style>
<ul><li>One</ul><ol><li>Two</ol>
<p lang="zh-CN">合规<span lang="en">and</span></p><p lang="zh-CN">合规</p>"""


def test_the_browser_sheet_has_the_notes_and_markers_we_take_out() -> None:
    assert len(sparing.NOTES.findall(UA)) == 5
    assert len(sparing.MARKERS.findall(UA)) == 1
    assert "li::marker {" in sparing.MARKERS.sub("li", UA)


def test_a_page_is_the_same_without_sparing() -> None:
    spared = printing.print_html(PAGE, {}, None)
    plain = HTML(string=PAGE, url_fetcher=printing.LockedFetcher({})).render(
        font_config=FontConfiguration(), stylesheets=[printing._style()]
    )
    assert spared == plain.write_pdf()


def test_equal_languages_are_one_style() -> None:
    sparing.spare()
    first, second, other = (
        tinycss2.parse_one_declaration(f'-weasy-lang:"{lang}"') for lang in ("zh-CN", "zh-CN", "en")
    )
    assert first is second
    assert first is not other
    document = sparing.SparingHTML(string=PAGE).render(font_config=sparing.fonts())
    body = document.pages[0]._page_box.children[0].children[0]
    paragraphs = [box for box in body.children if box.element_tag == "p"]
    assert len(paragraphs) == 2
    assert paragraphs[0].style is paragraphs[1].style


def test_tokens_are_read_as_ever() -> None:
    sparing.spare()
    tokens = tinycss2.parse_component_value_list("color: red")
    assert tinycss2.parse_one_declaration(tokens).name == "color"

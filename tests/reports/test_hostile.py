"""Texts, snapshots and pages made to hurt the printer: everything stays bounded, nothing is fetched."""

import socket
from typing import Any

import pytest
from weasyprint.urls import FatalURLFetchingError

from reports import html, printing, to_pdf
from reports.snapshot import Action, Finding, Snapshot, Text
from tests.reports.printed import short, text
from tests.reports.snapshots import snapshot

LIMITS = to_pdf.Limits(cpu_seconds=45)
HOSTILE = {
    "run": "a" * 100_000,
    "hanzi": "合" * 100_000,
    "distinct": "".join(map(chr, range(0x4E00, 0x4E00 + 20_900))),
    "markup": "<script>alert(1)</script><style>*{display:none}</style><img src=http://127.0.0.1/x>",
    "template": "{% include 'x' %}{{ s.report.id }}{# hidden #}",
    "entities": "&lt;b&gt; &amp; \"quotes\" 'single' </p></div></body></html>",
    "bidi": "safe\u202egnp.exe\u2066\u2069 \u200f",
    "controls": "a\x00b\x01c\x1f\x7f\x85",
    "zalgo": "z" + "\u0301\u0315\u035c" * 2_000,
    "emoji": "👩\u200d👩\u200d👧\u200d👦 🏳️\u200d🌈 " * 500,
    "scripts": "ภาษาไทย العربية हिन्दी 한국어 " * 300,
    "lines": "line\n" * 5_000,
    "breaks": "\u200b\u2028\u2029\u00ad" * 5_000,
    "slashes": "/" * 50_000,
    "spaces": " \u3000\u00a0\u2003" * 10_000,
}


def test_hostile_words_in_every_field_are_printed_as_words_within_the_limits() -> None:
    made = snapshot()
    duties = tuple(
        duty.model_copy(
            update={
                "outcome": "applies",
                "finding": Finding(gap=word, owner=word[:50], actions=(Action(text=word[:300]),)),
            }
        )
        for duty, word in zip(made.obligations * 2, HOSTILE.values(), strict=False)
    )
    names = {"client": Text(zh=HOSTILE["markup"], en=HOSTILE["run"]), "obligations": duties}
    sections = ("cover", "obligations", "plan")
    pdf = to_pdf.render(made.model_copy(update=names), language="en", limits=LIMITS, sections=sections)
    said = text(pdf)
    assert "<script>alert(1)</script>" in said.replace("\n", "").replace("\u200b", "")
    assert "{% include 'x' %}" in said
    assert not set(said) & set("\u202e\u2066\u0000\u0001\u200f")


def test_many_rows_are_cut_at_a_limit() -> None:
    many = short().model_copy(update={"evidence": short().evidence[:1] * 5_000})
    page = html.page(many, sections=("evidence",), language="en")
    assert page.count("E-01") == 2_000
    assert "More in the attached JSON" in page


@pytest.mark.parametrize(
    "markup",
    [
        "<link rel=stylesheet href=http://127.0.0.1:9/a.css>",
        "<style>@import url(http://127.0.0.1:9/a.css);</style>",
        "<style>@font-face{font-family:x;src:url(http://127.0.0.1:9/f)} p{font-family:x}</style><p>x",
        "<p style='background:url(http://127.0.0.1:9/i)'>x",
        "<ul style='list-style:url(file:///etc/passwd)'><li>x",
        "<style>p::before{content:url(file:///etc/passwd)}</style><p>x",
        "<style>@page{background:url(http://127.0.0.1:9/i)}</style>x",
        "<img src=http://127.0.0.1:9/i>",
        "<img src=file:///etc/passwd>",
        "<img src=data:image/svg+xml,%3Csvg/%3E>",
        "<object data=http://127.0.0.1:9/o></object>",
        "<embed src=http://127.0.0.1:9/e>",
        "<link rel=attachment href=file:///etc/passwd>",
        "<a rel=attachment href=file:///etc/passwd>x</a>",
    ],
)
def test_nothing_is_fetched(markup: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def connect(*_: Any) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", connect)
    with pytest.raises(FatalURLFetchingError, match="may not fetch"):
        printing.print_html(f"<!doctype html><title>x</title>{markup}", {}, None)


def test_a_picture_inside_a_picture_is_not_fetched_either(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    fetch = printing.LockedFetcher.fetch

    def asking(self: printing.LockedFetcher, url: str, headers: Any = None) -> Any:
        asked.append(url)
        return fetch(self, url, headers)

    monkeypatch.setattr(printing.LockedFetcher, "fetch", asking)
    svg = "<svg viewBox='0 0 9 9'><image href='file:///etc/passwd' width='9' height='9'/></svg>"
    pdf = printing.print_html(f"<!doctype html><title>x</title>{svg}", {}, None)
    assert asked == ["file:///etc/passwd"]
    assert b"root:" not in pdf


def test_an_address_in_the_snapshot_is_a_web_address() -> None:
    for url in ("javascript:alert(1)", "file:///etc/passwd", "https://a b", 'https://x"onclick='):
        with pytest.raises(ValueError, match="must begin with http"):
            type(short().evidence[1])(number="E-1", title="x", kind="link", url=url)


def test_a_report_of_more_pages_than_are_printed_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "MOST_PAGES", 1)
    with pytest.raises(printing.ReportTooLarge, match="has 2 pages"):
        printing.print_html("<!doctype html><title>x</title><p>a<p style='break-before:page'>b", {}, None)


def test_a_snapshot_with_a_broken_logo_is_refused() -> None:
    firm = short().firm
    assert firm
    made: Snapshot = short().model_copy(update={"firm": firm.model_copy(update={"logo": "PHN2Zy8+"})})
    with pytest.raises(to_pdf.ReportError, match="not a PNG"):
        to_pdf.render(made, sections=("cover",))

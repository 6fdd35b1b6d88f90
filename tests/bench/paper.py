"""`python -m tests.bench.paper measure|peak ENTRIES [ROUNDS]`: print obligations; figures as JSON."""

import json
import os
import resource
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from html import escape
from typing import Any

from reports.fonts import write_config
from reports.shape import History
from reports.snapshot import (
    CoverageGroup,
    Instrument,
    Obligation,
    Report,
    RulebookMark,
    Service,
    Snapshot,
    Text,
    Topic,
    Verdict,
)

os.environ["FONTCONFIG_FILE"] = str(write_config())  # before the renderer is loaded

CHARACTERS = 300
DAY = date(2026, 11, 21)
SENTENCE = (
    "The provider shall keep the records of this duty up to date and show them to the authority on demand. "
)


def same(words: str) -> Text:
    return Text(zh=words, en=words)


def texts(number: int) -> tuple[str, str, str, str]:
    """Title, citation, what is required and why it applies: 300 characters together."""
    title, cited = f"Duty number {number} of this catalogue", f"Measures, art {number}"
    because = "It applies because the service is offered in the mainland."
    left = CHARACTERS - len(title) - len(cited) - len(because)
    return title, cited, (SENTENCE * 3)[:left], because


def obligation(number: int) -> Obligation:
    title, cited, summary, because = map(same, texts(number))
    return Obligation(
        id=f"GAI-{number}",
        title=title,
        summary=summary,
        instrument="GAI-IM",
        citation=cited,
        addressee=same("provider"),
        condition=same("Within scope."),
        outcome="applies",
        effective_from=date(2023, 8, 15),
        because=because,
        binding_nature="law",
        bites="standing",
        type="process duty",
        history=History(change="kept", text=same("As in the draft.")),
        mark="checked",
    )


def snapshot(entries: int) -> Snapshot:
    """So many duties that apply, of one instrument."""
    measures = same("Measures")
    return Snapshot(
        report=Report(id="bench", status="released", created_at=datetime(2026, 11, 21, tzinfo=UTC)),
        service=Service(name=same("Assistant")),
        rulebook=RulebookMark(version="1", digest="sha256:" + "0" * 64, law_known_to=DAY),
        as_of=DAY,
        coverage=(CoverageGroup(id="core", name=same("Core"), included=True),),
        verdict=Verdict(scope="in_scope", title=same("In scope"), reason=same("It is offered.")),
        obligations=tuple(obligation(number) for number in range(1, entries + 1)),
        determinations=(),
        find_out=(),
        open_points=(),
        answers=(),
        topics=(Topic(id="role", title=same("Role")),),
        instruments=(
            Instrument(
                id="GAI-IM",
                name=measures,
                short=measures,
                issuer=same("Administration"),
                status=same("in force"),
                mark="checked",
                watch=False,
                coverage="core",
                relation=measures,
            ),
        ),
    )


def print_ours(frozen: Snapshot) -> bytes:
    """The section as the product prints it, without tags and attachment."""
    from reports.printing import print_snapshot

    return print_snapshot(
        frozen, language="en", sections=("obligations",), variant="full", edition=None, archival=False
    )


def print_blocks(entries: int) -> bytes:
    """The same texts as blocks: no table, no template, hardly any style."""
    from weasyprint import HTML

    body = "".join(
        f"<section><h2>{escape(title)}</h2>"
        + "".join(f"<p>{escape(words)}</p>" for words in rest)
        + "</section>"
        for title, *rest in map(texts, range(1, entries + 1))
    )
    style = "@page{size:A4;margin:2cm}body{font:10pt 'Hegui Sans'}h2{font-size:11pt}"
    page = f"<!doctype html><html lang=en><title>Floor</title><style>{style}</style>{body}"
    return bytes(HTML(string=page).write_pdf())


def measure(entries: int, rounds: int) -> dict[str, Any]:
    """Ours and blocks in turn, each once before."""
    from reports.printing import warm_up

    warm_up()
    frozen = snapshot(entries)
    works: dict[str, Callable[[], bytes]] = {
        "ours": lambda: print_ours(frozen),
        "floor": lambda: print_blocks(entries),
    }
    first = {name: work() for name, work in works.items()}
    found: dict[str, Any] = {name: [] for kind in works for name in (kind, f"{kind}_wall")}
    different = False
    for _ in range(rounds):
        for name, work in works.items():
            wall, cpu = time.perf_counter(), time.process_time()
            printed = work()
            found[name].append(time.process_time() - cpu)
            found[f"{name}_wall"].append(time.perf_counter() - wall)
            different |= name == "ours" and printed != first[name]
    return {**found, "different": different, "pages": _pages(first["ours"])}


def _pages(printed: bytes) -> int:
    import io

    from pypdf import PdfReader

    return len(PdfReader(io.BytesIO(printed)).pages)


def peak(entries: int) -> dict[str, Any]:
    """Print once, as a job does, and say what memory that took at most."""
    print_ours(snapshot(entries))
    return {"megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}


if __name__ == "__main__":
    _, kind, *numbers = sys.argv
    said = measure(int(numbers[0]), int(numbers[1])) if kind == "measure" else peak(int(numbers[0]))
    print(json.dumps(said))

"""Who knows whom, said in code: the rooms, the floors inside ``assessment``, what the engine may touch."""

import ast
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("questionnaire", "reports", "assessment")

# A module imports from its own floor and from those before it.
FLOORS = (("models",), ("services", "queries"), ("forms",), ("views",), ("urls",))

# What the engine may import beside itself and the standard library, and what of the latter it may not:
# no files, no clock, no network, no processes.
ENGINE_LIBRARIES = {"questionnaire", "pydantic", "yaml"}
READING = {"os", "io", "pathlib", "glob", "importlib", "pkgutil"}  # loading.py may: it reads the law
WORLD = READING | {"shutil", "tempfile", "time", "socket", "urllib", "http", "subprocess", "sqlite3"}
OPENERS = {"open", "read_text", "read_bytes", "write_text", "write_bytes"}
CLOCKS = {"today", "now", "utcnow"}
EVALUATORS = {"eval", "exec", "compile", "__import__"}

Sources = Mapping[str, ast.Module]  # dotted module name -> its tree


def read_sources() -> dict[str, ast.Module]:
    found = {}
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            found[name] = ast.parse(path.read_text(), str(path))
    return found


def planted(**modules: str) -> dict[str, ast.Module]:
    """Sources from text; ``__`` in a name stands for a dot."""
    return {name.replace("__", "."): ast.parse(text) for name, text in modules.items()}


def imports(name: str, sources: Sources) -> set[str]:
    """The dotted names ``name`` imports, wherever in the file: our modules, or what is taken from others'."""
    found: set[str] = set()
    is_package = any(other.startswith(name + ".") for other in sources)
    for node in ast.walk(sources[name]):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = name.split(".")
                above = above[: len(above) - node.level + is_package]
                base = ".".join([*above, *([node.module] if node.module else [])])
            taken = {f"{base}.{alias.name}" for alias in node.names}
            ours = base.split(".")[0] in ROOMS
            found |= {whole if whole in sources or not ours else base for whole in taken}
    return found


def room_faults(sources: Sources) -> list[str]:
    """Imports from one room into another that should not know it."""
    faults = []
    for name in sources:
        room = name.split(".")[0]
        strangers = {"assessment": [], "questionnaire": ["reports", "assessment"]}.get(
            room, ["questionnaire", "assessment", "django.db"]
        )
        for imported in imports(name, sources):
            if any(is_within(imported, stranger) for stranger in strangers):
                faults.append(f"{name} imports {imported}")
    return sorted(faults)


def is_within(name: str, package: str) -> bool:
    return name == package or name.startswith(package + ".")


def engine_faults(sources: Sources) -> list[str]:
    """Where the engine reaches for a foreign library, a file, the clock or the evaluation of strings."""
    faults = []
    for name in sources:
        if not is_within(name, "questionnaire"):
            continue
        reads = name == "questionnaire.loading"
        allowed = ENGINE_LIBRARIES | sys.stdlib_module_names - WORLD | (READING if reads else set())
        named = {imported.split(".")[0] for imported in imports(name, sources)}
        faults += [f"{name} imports {library}" for library in named - allowed]
        refused = CLOCKS | EVALUATORS | (set() if reads else OPENERS)
        faults += [f"{name} calls {call}" for call in calls(sources[name]) if call in refused]
    return sorted(set(faults))


def calls(tree: ast.Module) -> Iterator[str]:
    """The names called in ``tree``; a method counts by its last word; ``re.compile`` is harmless."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name):
                yield node.func.id
            elif isinstance(node.func, ast.Attribute) and node.func.attr not in EVALUATORS:
                yield node.func.attr


def floor_of(name: str) -> int | None:
    """The floor of a module of ``assessment``; None for those that stand beside the stairs."""
    parts = name.split(".")
    if parts[0] == "assessment" and len(parts) > 1:
        for number, floor in enumerate(FLOORS):
            if parts[1] in floor:
                return number
    return None


def floor_faults(sources: Sources) -> list[str]:
    """Imports inside ``assessment`` that go up the stairs, also by way of a module that has no floor."""
    faults = []
    for name in sources:
        floor = floor_of(name)
        if floor is None:
            continue
        for reached, way in reachable(name, sources):
            above = floor_of(reached)
            if above is not None and above > floor:
                faults.append(" imports ".join(way))
    return sorted(faults)


def reachable(start: str, sources: Sources) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What ``start`` imports, itself or through modules without a floor, each with the way there."""
    seen = {start}
    waiting: list[tuple[str, ...]] = [(start,)]
    while waiting:
        way = waiting.pop()
        for imported in sorted(imports(way[-1], sources)):
            if not is_within(imported, "assessment") or imported in seen:
                continue
            seen.add(imported)
            yield imported, (*way, imported)
            if imported in sources and floor_of(imported) is None:
                waiting.append((*way, imported))


def test_questionnaire_and_reports_know_no_other_room() -> None:
    assert room_faults(read_sources()) == []


def test_the_engine_needs_no_file_clock_network_or_evaluation() -> None:
    assert engine_faults(read_sources()) == []


def test_inside_the_site_nothing_imports_from_a_floor_above() -> None:
    assert floor_faults(read_sources()) == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("import reports", "questionnaire.flow imports reports"),
        ("from assessment.models import Answer", "questionnaire.flow imports assessment.models"),
    ],
)
def test_a_planted_import_across_rooms_is_found(text: str, fault: str) -> None:
    assert fault in room_faults(planted(questionnaire="", questionnaire__flow=text))


def test_reports_may_not_touch_the_database_layer_of_django() -> None:
    faults = room_faults(planted(reports="", reports__to_pdf="from django.db import models"))
    assert faults == ["reports.to_pdf imports django.db.models"]


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("import django", ["questionnaire.flow imports django"]),
        ("def f():\n    from requests import get", ["questionnaire.flow imports requests"]),
        ("import os.path", ["questionnaire.flow imports os"]),
        ("open('x')", ["questionnaire.flow calls open"]),
        ("path.read_text()", ["questionnaire.flow calls read_text"]),
        ("from datetime import date\ndate.today()", ["questionnaire.flow calls today"]),
        ("eval('1')", ["questionnaire.flow calls eval"]),
        ("import re\nre.compile('x')", []),
        ("from . import truth\nfrom .truth import TRUE", []),
    ],
)
def test_what_the_engine_may_not_do_is_found(text: str, faults: list[str]) -> None:
    sources = planted(questionnaire="", questionnaire__truth="", questionnaire__flow=text)
    assert engine_faults(sources) == faults


def test_only_loading_may_open_files() -> None:
    text = "from pathlib import Path\nPath('law').read_text()"
    assert engine_faults(planted(questionnaire="", questionnaire__loading=text)) == []
    assert engine_faults(planted(questionnaire="", questionnaire__law=text)) == [
        "questionnaire.law calls read_text",
        "questionnaire.law imports pathlib",
    ]


@pytest.mark.parametrize(
    ("module", "text", "faults"),
    [
        (
            "assessment.models.answer",
            "from assessment.services import answer",
            ["assessment.models.answer imports assessment.services.answer"],
        ),
        (
            "assessment.queries.audit",
            "from ..forms.answer import build",
            ["assessment.queries.audit imports assessment.forms.answer"],
        ),
        (
            "assessment.access",  # which models import below
            "def f():\n    from . import views",
            ["assessment.models imports assessment.access imports assessment.views"],
        ),
        ("assessment.views.client", "from assessment import access, models, queries, services, forms", []),
        ("assessment.queries.audit", "import assessment.services", []),
        ("assessment.urls", "from . import views", []),
    ],
)
def test_a_planted_step_up_the_stairs_is_found(module: str, text: str, faults: list[str]) -> None:
    empty = ["assessment", "assessment.access", "assessment.queries", "assessment.services.answer"]
    empty += ["assessment.forms", "assessment.forms.answer", "assessment.views"]
    sources = {name: ast.parse("") for name in empty}
    sources["assessment.models"] = ast.parse("from assessment import access")
    assert floor_faults({**sources, module: ast.parse(text)}) == faults

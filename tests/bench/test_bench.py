"""The measurements themselves: the workload is the published one, and a missed goal is an exit status."""

import json
from itertools import groupby
from pathlib import Path

import pytest

from reports import html
from tests.bench import __main__ as bench
from tests.bench import report, rules, typeset
from tests.bench.measuring import Line, Options, Report, Timing, interleaved, table
from tests.bench.workload import answers, draws, partial
from tests.bench.workload import rules as draw_rules
from tests.reports.printed import text
from tests.reports.snapshots import snapshot


def steady(seconds: float) -> Timing:
    return Timing((seconds,) * 3, (seconds,) * 3)


def test_the_workload_is_the_published_one() -> None:
    first = (1103515245 * 7 + 12345) % 2**31
    second = (1103515245 * first + 12345) % 2**31
    source = draws(7)
    assert [next(source), next(source)] == [first >> 8, second >> 8]
    options = list(answers().values())
    assert [options.count(option) for option in ("yes", "no", "unsure")] == [15, 13, 12]
    assert len(partial()) == 27
    w80 = draw_rules(80)
    assert rules.counted("W80", w80, answers(), {True: 38, False: 42, None: 0})
    assert rules.counted("partial", w80, partial(), {True: 19, False: 21, None: 40})


def test_a_wrong_count_is_refused_before_anything_is_timed() -> None:
    with pytest.raises(AssertionError, match="not"):
        rules.counted("W80", draw_rules(80), answers(), {True: 39, False: 41, None: 0})


def test_the_engine_keeps_its_goal_with_slack() -> None:
    line, _ = rules.evaluation("W80", draw_rules(80), answers(), Options(rounds=3))
    assert (line.goal, line.is_met(slack=1.5)) == (rules.R1, True), line.ratio


def test_a_ratio_is_the_median_of_neighbours() -> None:
    ours, floor = Timing((2.0, 9.0, 4.0), (1.0,) * 3), Timing((1.0, 3.0, 2.0), (1.0,) * 3)
    assert Line("x", ours, floor).ratio == 2.0
    assert Line("queries", value=12, floor_value=4, unit="queries").ratio == 3.0


@pytest.mark.parametrize(
    ("line", "met"),
    [
        (Line("a ratio", steady(2), steady(1), goal=2), True),
        (Line("a ratio above", steady(2.1), steady(1), goal=2), False),
        (Line("milliseconds", steady(0.3), goal=300), True),
        (Line("milliseconds above", steady(0.31), goal=300), False),
        (Line("queries", value=12, goal=12, unit="queries"), True),
        (Line("queries above", value=13, goal=12, unit="queries"), False),
        (Line("no goal", steady(99)), True),
    ],
)
def test_a_goal_is_kept_or_missed(line: Line, met: bool) -> None:
    assert line.is_met() == met
    assert line.is_met(slack=1.5)
    assert ("MISSED" in table(Report("x", "y", (line,)))) != met


def test_works_are_timed_in_turn_and_each_once_before() -> None:
    calls: list[str] = []

    def slow(name: str) -> None:
        calls.append(name)
        sum(range(600_000))

    timed = interleaved({"a": lambda: slow("a"), "b": lambda: slow("b")}, rounds=2)
    assert {name: len(timing.cpu) for name, timing in timed.items()} == {"a": 2, "b": 2}
    assert calls[0] == "a"
    turns = "".join(key for key, _ in groupby(calls))
    assert turns == "ababab"  # to find how often, then two rounds


@pytest.fixture
def planted(monkeypatch: pytest.MonkeyPatch) -> None:
    def run(ratio: float) -> bench.Run:
        return lambda options: Report(
            "planted", "a planted one", (Line("work", steady(ratio), steady(1), goal=2),)
        )

    monkeypatch.setattr(bench, "found", lambda: {"quick": run(1), "slow": run(2.5)})


@pytest.mark.usefixtures("planted")
@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["quick"], 0),
        (["slow"], 1),
        ([], 1),
        (["slow", "--slack", "1.5"], 0),
        (["slow", "--smoke"], 0),
        (["quick", "slow"], 1),
    ],
)
def test_a_missed_goal_is_an_exit_status(
    words: list[str], status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bench.main(words) == status
    assert ("Above the goal: work" in capsys.readouterr().err) == (status == 1)


@pytest.mark.usefixtures("planted")
def test_every_figure_goes_to_a_file(tmp_path: Path) -> None:
    bench.main(["quick", "--json", str(tmp_path / "figures.json")])
    (report,) = json.loads((tmp_path / "figures.json").read_text())
    assert report["lines"][0]["ratio"] == 1.0
    assert report["lines"][0]["ours"]["cpu_seconds"] == [1, 1, 1]


@pytest.mark.usefixtures("planted")
def test_a_name_that_is_none_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        bench.main(["fast"])
    assert stopped.value.code == 2
    assert "nothing is called fast; there is quick, slow" in capsys.readouterr().err


def test_modules_that_measure_are_found_by_their_name() -> None:
    assert set(bench.found()) == {
        "rules",
        "rules-many",
        "queries",
        "http",
        "overview",
        "growth",
        "pdf",
        "report",
        "start",
    }


def bare(words: str) -> str:
    """Without the spaces and hyphens that the ends of lines bring."""
    return "".join(words.split()).replace("-", "")


def test_typst_sets_the_words_of_our_page() -> None:
    made = snapshot()
    said = bare(text(typeset.compiled(typeset.source(html.page(made)).encode())))
    for words in (made.service.name, made.obligations[0].title, made.find_out[0].ask, made.notes[0]):
        assert bare(words.zh) in said
        assert bare(words.en) in said


@pytest.mark.parametrize(("pages", "documents"), [(27, 1), (33, 1), (30, 2)])
def test_a_report_of_another_length_or_of_other_bytes_is_refused(pages: int, documents: int) -> None:
    with pytest.raises(AssertionError, match=r"pages, not 28 to 32|other bytes"):
        report.checked({"pages": pages, "documents": documents, "bytes": 500_000})
    assert report.checked({"pages": 30, "documents": 1, "bytes": 575_000}).startswith("30 pages, 575 kB")

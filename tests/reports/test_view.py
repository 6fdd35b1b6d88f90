from datetime import date

import pytest

from reports.errors import ReportError
from reports.snapshot import Action, Finding, Snapshot
from reports.view import CHOICES, dossier
from tests.reports.changed import later
from tests.reports.snapshots import snapshot


def with_findings(**findings: Finding) -> Snapshot:
    made = snapshot()
    duties = tuple(
        o.model_copy(update={"finding": findings.get(o.id.replace("-", "_"))}) for o in made.obligations
    )
    return made.model_copy(update={"obligations": duties})


def test_sections_are_numbered_in_their_order_and_annexes_lettered() -> None:
    numbers = [
        (s.id, s.number)
        for s in dossier(snapshot(), ["plan", "notes", "summary", "answers"]).sections.values()
    ]
    assert numbers == [("summary", "1"), ("plan", "2"), ("answers", "A"), ("notes", "B")]


def test_without_a_choice_everything_is_shown() -> None:
    assert dossier(later(), None).chosen == CHOICES
    assert dossier(snapshot(), None).chosen == tuple(s for s in CHOICES if s != "changes")


def test_an_unknown_section_is_refused_with_the_ones_there_are() -> None:
    with pytest.raises(ReportError, match=r"no section 'preface'\. Sections: cover, rely"):
        dossier(snapshot(), ["preface"])


def test_the_figures_count_outcomes_judgements_and_days() -> None:
    figures = dossier(snapshot(), None).figures
    assert dict(figures.outcomes) == {"undetermined": 4, "applies": 6, "does_not_apply": 2, "not_in_force": 1}
    assert dict(figures.judged) == {"met": 1, "partly_met": 2, "not_met": 1, "not_assessed": 2}
    assert (figures.due_soon, figures.overdue) == (3, 0)


@pytest.mark.parametrize(
    ("due", "counted"),
    [
        (date(2026, 11, 20), (0, 1)),
        (date(2026, 11, 21), (1, 0)),
        (date(2026, 12, 21), (1, 0)),
        (date(2026, 12, 22), (0, 0)),
    ],
)
def test_a_day_is_overdue_once_it_is_past_in_beijing(due: date, counted: tuple[int, int]) -> None:
    figures = dossier(with_findings(LBL_4=Finding(due=due)), None).figures
    assert (figures.due_soon, figures.overdue) == counted


def test_what_is_closed_is_neither_due_nor_overdue() -> None:
    done = Finding(
        due=date(2026, 11, 1),
        status="done",
        actions=(Action(text="x", due=date(2026, 11, 1), status="verified"),),
    )
    figures = dossier(with_findings(LBL_4=done), None).figures
    assert (figures.due_soon, figures.overdue) == (0, 0)


def test_the_plan_runs_by_day_and_ends_with_what_has_none() -> None:
    made = with_findings(
        LBL_4=Finding(
            due=date(2026, 12, 15), actions=(Action(text="b", due=date(2026, 12, 15)), Action(text="z"))
        ),
        PIPL_21=Finding(due=date(2026, 12, 1), gap="g"),
        LBL_5=Finding(gap="no day"),
        PIPL_38=Finding(due=date(2026, 11, 1)),  # does not apply: kept, but out of reports
    )
    steps = [(s.due, s.duty.obligation.id, s.action and s.action.text) for s in dossier(made, None).plan]
    assert steps == [
        (date(2026, 12, 1), "PIPL-21", None),
        (date(2026, 12, 15), "LBL-4", "b"),
        (None, "LBL-4", "z"),
        (None, "LBL-5", None),
    ]


def test_groups_follow_the_catalogue_and_each_penalty_stands_once() -> None:
    view = dossier(snapshot(copies=2), None)
    assert [group.id for group in view.groups] == ["GAI-IM", "LBL", "PIPL", "CSL"]
    assert [group.id for group in view.outside] == ["PIPL", "MINOR"]
    assert len(view.penalties) == 5


def test_a_duty_of_an_instrument_the_snapshot_does_not_name_is_still_shown() -> None:
    view = dossier(snapshot().model_copy(update={"instruments": ()}), None)
    assert (view.groups[0].id, view.groups[0].instrument) == ("GAI-IM", None)


def test_a_duty_shows_its_judgement_where_it_applies_and_its_outcome_elsewhere() -> None:
    states = {duty.obligation.id: duty.state for duty in dossier(snapshot(), None).duties}
    assert (states["CSL-23"], states["LBL-5"], states["GAI-4-1"]) == (
        "not_met",
        "not_assessed",
        "undetermined",
    )

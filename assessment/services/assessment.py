"""Assessments: new, from an answers file, or a copy; their day, coverage, stage and edition."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessment.errors import Conflict, Refused
from assessment.models import (
    Answer,
    Assessment,
    Edition,
    HousePosition,
    Position,
    Service,
    Stage,
    User,
)
from assessment.queries.rulebook import rulebook_of
from assessment.queries.state import current_answers, for_engine
from assessment.services.audit import record_event
from assessment.services.edition import newest_edition
from assessment.services.first_positions import copied_positions, given_positions
from assessment.services.summary import refresh_summary
from assessment.services.version import bump, refuse_closed
from questionnaire.answers import AnswersFile
from questionnaire.assessing import GROUPS
from questionnaire.rulebook import Question

EARLIEST, LATEST = date(2017, 1, 1), date(2100, 1, 1)
FORWARD = {
    Stage.ANSWERING: {Stage.REVIEW, Stage.SUPERSEDED},
    Stage.REVIEW: {Stage.ANSWERING, Stage.SIGNED_OFF, Stage.SUPERSEDED},
    Stage.SIGNED_OFF: {Stage.REVIEW, Stage.SUPERSEDED},
    Stage.SUPERSEDED: set(),
}


def clean_coverage(coverage: Iterable[str]) -> list[str]:
    """Known groups in their fixed order, ``core`` always among them. Raises Refused for an unknown one."""
    wanted = set(coverage)
    if wanted - set(GROUPS):
        raise Refused(_("Choose among the groups of instruments shown."), field="coverage")
    return [group for group in GROUPS if group == "core" or group in wanted]


def clean_day(as_of: date) -> date:
    """A day one can ask for. Raises Refused."""
    if not EARLIEST <= as_of <= LATEST:
        raise Refused(_("Choose a day between 2017 and 2100."), field="as_of")
    return as_of


def create_assessment(
    *,
    service: Service,
    by: User | None,
    as_of: date | None = None,
    coverage: Iterable[str] = GROUPS,
    answers: AnswersFile | None = None,
    edition: Edition | None = None,
    house: Iterable[HousePosition] = (),
) -> Assessment:
    """A new assessment of a service, empty or with the answers and positions of an answers file.

    The file's day and coverage count where the caller gives none of its own (``as_of`` None,
    ``coverage`` all). ``house`` are positions of the firm to copy in; those of the file go before them.
    It becomes the service's current one; an earlier open one stays as it is.
    """
    if answers is not None:
        as_of = as_of or answers.as_of
        coverage = (
            answers.coverage if answers.coverage is not None and set(coverage) == set(GROUPS) else coverage
        )
    with transaction.atomic():
        assessment = _create(service, by, as_of, coverage, edition or newest_edition(), None)
        given = {} if answers is None else answers.answers
        rows = [
            Answer(
                firm_id=service.firm_id,
                assessment=assessment,
                question=name,
                value=stored(value),
                version=1,
                saw=0,
                by=by,
                at=assessment.created_at,
                source="" if answers is None else _file_name(answers),
            )
            for name, value in given.items()
        ]
        positions = {} if answers is None else answers.positions
        copied = _fill(assessment, rows, positions, by, house=house)
        record_event(
            service=service,
            by=by,
            verb="assessment_created",
            subject=f"assessment:{assessment.key}",
            payload={
                **_terms(assessment),
                "answers": {name: stored(value) for name, value in given.items()},
                "positions": positions,
                "house_positions": copied,
            },
        )
    return assessment


def copy_assessment(
    *,
    earlier: Assessment,
    by: User,
    as_of: date | None = None,
    coverage: Iterable[str] | None = None,
    house: Iterable[HousePosition] = (),
) -> Assessment:
    """A new assessment under the newest edition with an earlier one's answers, each marked *to re-confirm*.

    Positions come along, and go before those of the firm in ``house``; answers this edition no longer
    knows stay behind.
    """
    with transaction.atomic():
        assessment = _create(
            earlier.service,
            by,
            as_of,
            earlier.coverage if coverage is None else coverage,
            newest_edition(),
            earlier,
        )
        questions = rulebook_of(assessment.edition).questions
        rows = [
            Answer(
                firm_id=assessment.firm_id,
                assessment=assessment,
                question=old.question,
                value=value,
                version=1,
                saw=0,
                note=old.note,
                said_by=old.said_by,
                source=old.source,
                to_reconfirm=True,
                by=by,
                at=assessment.created_at,
            )
            for old in current_answers(earlier).values()
            if (value := _kept(questions.get(old.question), old)) is not None
        ]
        held = Position.objects.filter(assessment=earlier, withdrawn_at=None)
        readings = {position.open_point: position.reading for position in held}
        copied = _fill(assessment, rows, readings, by, held, house)
        record_event(
            service=earlier.service,
            by=by,
            verb="assessment_copied",
            subject=f"assessment:{assessment.key}",
            payload={
                **_terms(assessment),
                "from": earlier.key,
                "answers": {row.question: row.value for row in rows},
                "house_positions": copied,
            },
        )
    return assessment


def change_terms(
    *, assessment: Assessment, by: User, as_of: date | None = None, coverage: Iterable[str] | None = None
) -> Assessment:
    """Ask for another day, or widen or narrow the coverage. Answers stay; only what is new is asked."""
    refuse_closed(assessment)
    before = _terms(assessment)
    assessment.as_of = clean_day(as_of or assessment.as_of)
    assessment.coverage = assessment.coverage if coverage is None else clean_coverage(coverage)
    if _terms(assessment) == before:
        return assessment
    with transaction.atomic():
        bump(assessment, as_of=assessment.as_of, coverage=assessment.coverage)
        record_event(
            service=assessment.service,
            by=by,
            verb="terms_changed",
            subject=f"assessment:{assessment.key}",
            payload={"before": before, "after": _terms(assessment)},
        )
        refresh_summary(assessment)
    return assessment


def move_to_edition(
    *, assessment: Assessment, edition: Edition, by: User, saw: int | None = None
) -> Assessment:
    """Pin an assessment to another edition, newer or (to undo) older; answers given meanwhile stay.

    Nothing is written where it rests on that edition already. ``saw`` is the version of the assessment
    that the mover's page showed; left out, it is not compared. Raises Refused, Conflict.
    """
    refuse_closed(assessment)
    with transaction.atomic():
        row = (
            Assessment.objects.select_for_update(no_key=True)
            .only("version", "stage", "edition_id")
            .get(pk=assessment.pk)
        )
        assessment.version, assessment.stage = row.version, row.stage
        if row.edition_id == edition.pk:
            assessment.edition = edition
            return assessment
        refuse_closed(assessment)
        if saw is not None and saw != row.version:
            raise Conflict(
                _("Somebody changed this assessment meanwhile. See what changes now, then decide."),
                mine=edition,
                theirs=row,
            )
        before = Edition.objects.only("version", "digest").get(pk=row.edition_id)
        bump(assessment, edition=edition)
        assessment.edition = edition
        record_event(
            service=assessment.service,
            by=by,
            verb="edition_changed",
            subject=f"assessment:{assessment.key}",
            payload={
                "before": before.digest,
                "after": edition.digest,
                "versions": [before.version, edition.version],
            },
        )
        refresh_summary(assessment)
    return assessment


def set_stage(*, assessment: Assessment, stage: str, by: User) -> Assessment:
    """Send an assessment to review, or back. Signing off has a service of its own."""
    if stage == Stage.SIGNED_OFF:
        raise Refused(_("An assessment is signed off by signing it."))
    if assessment.stage == Stage.SIGNED_OFF and stage == Stage.REVIEW:
        raise Refused(_("It is signed off. Withdraw the sign-off first."))
    return move_stage(assessment, stage, by)


def move_stage(assessment: Assessment, stage: str, by: User) -> Assessment:
    """Change the stage if the transition is one; for services."""
    if stage == assessment.stage:
        return assessment
    if stage not in FORWARD[Stage(assessment.stage)]:
        raise Refused(
            _("From “%(from)s” there is no way to “%(to)s”.")
            % {"from": assessment.get_stage_display(), "to": Stage(stage).label}
        )
    before = assessment.stage
    with transaction.atomic():
        bump(assessment, stage=stage)
        assessment.stage = stage
        record_event(
            service=assessment.service,
            by=by,
            verb="stage_changed",
            subject=f"assessment:{assessment.key}",
            payload={"before": before, "after": stage},
        )
        if assessment.is_open:
            refresh_summary(assessment)  # findings may have moved while it was closed
    return assessment


def stored(value: Any) -> Any:
    """An engine answer as JSON keeps it: a tuple becomes a list."""
    return list(value) if isinstance(value, tuple) else value


def _create(
    service: Service,
    by: User | None,
    as_of: date | None,
    coverage: Iterable[str],
    edition: Edition,
    earlier: Assessment | None,
) -> Assessment:
    assessment = Assessment.objects.create(
        firm_id=service.firm_id,
        service=service,
        edition=edition,
        by=by,
        copied_from=earlier,
        as_of=clean_day(as_of or timezone.localdate()),
        coverage=clean_coverage(coverage),
    )
    Service.objects.filter(pk=service.pk).update(current=assessment, updated_at=timezone.now())
    service.current = assessment
    return assessment


def _fill(
    assessment: Assessment,
    rows: list[Answer],
    positions: dict[str, str],
    by: User | None,
    held: Iterable[Position] = (),
    house: Iterable[HousePosition] = (),
) -> dict[str, str]:
    """Answers and positions of a new assessment; returns the readings copied from the firm's own."""
    Answer.objects.bulk_create(rows)
    copied = copied_positions(assessment, house, beside=positions)
    Position.objects.bulk_create([*given_positions(assessment, positions, by, held), *copied])
    if rows:
        bump(assessment)
    refresh_summary(assessment)
    return {one.open_point: one.reading for one in copied}


def _kept(question: Question | None, old: Answer) -> Any:
    if question is None or old.value is None:
        return None
    return stored(for_engine(question, old.value))


def _file_name(answers: AnswersFile) -> str:
    return str(answers.notes.get("id", ""))[:500]


def _terms(assessment: Assessment) -> dict[str, Any]:
    return {
        "as_of": assessment.as_of,
        "coverage": list(assessment.coverage),
        "edition": assessment.edition.digest,
    }

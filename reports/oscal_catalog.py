"""The obligations as an OSCAL catalog: a group an instrument, a control an obligation."""

from reports.cells import penalties
from reports.oscal_parts import (
    Record,
    back_matter,
    filled,
    identifier,
    metadata,
    one_line,
    props,
    prose,
    title,
    token,
)
from reports.shape import Instrument, Obligation, Text
from reports.snapshot import Snapshot

NAME = Text(zh="义务目录", en="Catalog of obligations")


def catalog(snapshot: Snapshot) -> Record:
    """Every obligation within the coverage, whatever its outcome, in catalogue order."""
    instruments = {instrument.id: instrument for instrument in snapshot.instruments}
    grouped: dict[str, list[Obligation]] = {}
    for obligation in snapshot.obligations:
        grouped.setdefault(obligation.instrument, []).append(obligation)
    return {
        "catalog": filled(
            uuid=identifier(snapshot.report.id, "catalog"),
            metadata=metadata(snapshot, NAME),
            groups=[_group(id, instruments.get(id), duties) for id, duties in grouped.items()],
            back_matter=back_matter(_resource(instruments[id]) for id in grouped if id in instruments),
        )
    }


def control_id(obligation: Obligation) -> str:
    """The obligation's own id as a token."""
    return token(obligation.id)


def statement_id(obligation: Obligation) -> str:
    """The id of the part that says what is required; findings aim at it."""
    return f"{control_id(obligation)}_smt"


def _group(id: str, instrument: Instrument | None, duties: list[Obligation]) -> Record:
    return filled(
        id=f"instrument_{token(id)}",
        class_="instrument",
        title=title(instrument.name) if instrument else one_line(id),
        props=_instrument_props(instrument) if instrument else None,
        links=[{"href": f"#{identifier('instrument', id)}", "rel": "reference"}] if instrument else None,
        controls=[_control(duty) for duty in duties],
    )


def _instrument_props(instrument: Instrument) -> list[Record]:
    return props(
        number=title(instrument.number) if instrument.number else None,
        promulgated=instrument.promulgated,
        in_force_from=instrument.effective,
        standing=title(instrument.status),
        coverage=instrument.coverage,
        mark=instrument.mark,
    )


def _resource(instrument: Instrument) -> Record:
    return filled(
        uuid=identifier("instrument", instrument.id),
        title=title(instrument.name),
        description=prose(instrument.relation),
        props=_instrument_props(instrument),
        citation={"text": _citation(instrument)},
        rlinks=[{"href": instrument.url}] if instrument.url else None,
    )


def _citation(instrument: Instrument) -> str:
    said = (instrument.name, instrument.issuer, instrument.number)
    return one_line("; ".join(title(text) for text in said if text))


def _control(duty: Obligation) -> Record:
    return filled(
        id=control_id(duty),
        class_="obligation",
        title=title(duty.title),
        props=[
            {"name": "label", "value": one_line(duty.id)},
            *props(
                citation_zh=duty.citation.zh,
                citation_en=duty.citation.en,
                citations_also="; ".join(duty.citations_also),
                effective_from=duty.effective_from,
                binding_nature=duty.binding_nature,
                bites=duty.bites,
                type=duty.type,
                mark=duty.mark,
                change_against_draft=duty.history.change,
            ),
        ],
        links=[{"href": f"#{identifier('instrument', duty.instrument)}", "rel": "reference"}],
        parts=_parts(duty),
    )


def _parts(duty: Obligation) -> list[Record]:
    """Statement and guidance; each guidance says by its class what it is about."""
    guidance: tuple[tuple[str, Text | None], ...] = (
        ("addressee", duty.addressee),
        ("condition", duty.condition),
        ("deadline", duty.deadline),
        ("penalties", penalties(duty)),
        ("history", duty.history.text),
    )
    parts: list[Record] = [{"id": statement_id(duty), "name": "statement", "prose": prose(duty.summary)}]
    parts += [
        {"id": f"{control_id(duty)}_{kind}", "name": "guidance", "class": kind, "prose": prose(text)}
        for kind, text in guidance
        if text
    ]
    for kind, texts in (("usual-evidence", duty.usual_evidence), ("steps", duty.steps)):
        if texts:
            parts.append(_list(f"{control_id(duty)}_{kind}", kind, texts))
    return parts


def _list(id: str, kind: str, texts: tuple[Text, ...]) -> Record:
    items = [
        {"id": f"{id}.{number}", "name": "item", "prose": prose(text)} for number, text in enumerate(texts, 1)
    ]
    return {"id": id, "name": "guidance", "class": kind, "parts": items}

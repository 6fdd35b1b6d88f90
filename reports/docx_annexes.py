"""The memo's annexes: what moved, answers, evidence index, sources of law, standing notes."""

from collections.abc import Sequence

from reports import wording
from reports.cells import coded, joined, words
from reports.change_rows import Chapter, Line, Row, Value, brief, compared_words, tally_words
from reports.docx_paper import Paper, Words
from reports.shape import Answer, Evidence, Instrument, Text
from reports.view import Dossier

_L = wording.LABELS


def changes(paper: Paper, whole: Dossier) -> None:
    """What moved since the last report, a table a kind, a line a field."""
    if whole.snapshot.since is None:
        paper.say(_L["no_earlier"])
        return
    paper.say(compared_words(whole.snapshot.since.old))
    paper.say(tally_words(whole.snapshot.since) or "")
    if not whole.changes:
        paper.say(_L["nothing_moved"])
    for chapter in whole.changes:
        paper.heading(2, chapter.title)
        paper.table(
            (_L["what_moved"], _L["before"], _L["after"]),
            (
                (_moved(chapter, row, line), _side(paper, line.before), _side(paper, line.after))
                for row in chapter.rows
                for line in row.lines
            ),
            (6, 4, 4),
        )
        if chapter.left_out:
            paper.say(_L["more_rows"])


def _moved(chapter: Chapter, row: Row, line: Line) -> Text:
    """The thing and its reason on its first line; on the others the thing's id and the field."""
    id = row.id if chapter.names_ids else ""
    said = line.label or row.kind_words
    first = (brief(row.title), said, row.detail, _by(row)) if line is row.lines[0] else (said,)
    parts = [part for part in first if part]
    return words(
        "\n".join([id, *(p.zh for p in parts)]).strip(), "\n".join([id, *(p.en for p in parts)]).strip()
    )


def _by(row: Row) -> Text | None:
    by = _L["taken_by"]
    return words(f"{by.zh} {row.by}", f"{by.en} {row.by}") if row.by else None


def _side(paper: Paper, value: Value | None) -> Words:
    if value is None:
        return "–"
    return paper.signed(value.code, value.words) if value.is_state else value.brief


def answers(paper: Paper, whole: Dossier) -> None:
    """What was said, by topic, with who said so."""
    for topic, said in whole.answers:
        paper.heading(2, topic.title)
        paper.table(
            (_L["question"], _L["answer"], _L["said_by"], _L["note"]),
            ((answer.ask, _answer(answer), _who(answer), _remarks(answer)) for answer in said),
            (5, 4, 3, 3),
        )


def _answer(answer: Answer) -> Text:
    if answer.state in ("answered", "unanswered"):
        return answer.answer
    state = wording.ANSWER_STATES[answer.state]
    if answer.answer == state:
        return state
    return words(f"{answer.answer.zh}\n（{state.zh}）", f"{answer.answer.en}\n({state.en})")


def _who(answer: Answer) -> Words:
    if answer.at is None:
        return answer.by or ""
    when = wording.day(wording.beijing_day(answer.at))
    if answer.by is None:
        return when
    return words(f"{answer.by}，{when.zh}", f"{answer.by}, {when.en}")


def _remarks(answer: Answer) -> str:
    return "\n".join(part for part in (answer.source, answer.note) if part)


def evidence(paper: Paper, whole: Dossier) -> None:
    """The index of evidence, with digests."""
    if not whole.snapshot.evidence:
        paper.say(_L["nothing_here"])
        return
    paper.table(
        (_L["number"], _L["title_of"], _L["what"], _L["dates"], _L["supports"]),
        (
            (piece.number, _title(piece), _kind(piece), _dates(piece), joined(piece.obligations) or "")
            for piece in whole.snapshot.evidence
        ),
        (2, 7, 3, 4, 3),
    )


def _title(piece: Evidence) -> str:
    digest = piece.sha256 and f"SHA-256 {piece.sha256.removeprefix('sha256:')}"
    return "\n".join(part for part in (piece.title, piece.url, digest, piece.note) if part)


def _kind(piece: Evidence) -> Text:
    kind = wording.EVIDENCE_KINDS[piece.kind]
    if piece.size is None:
        return kind
    size = wording.size(piece.size)
    return words(f"{kind.zh}，{size}", f"{kind.en}, {size}")


def _dates(piece: Evidence) -> Text | str:
    dated = [(name, getattr(piece, name)) for name in ("effective", "received", "expires")]
    known = [(_L[name], wording.day(on)) for name, on in dated if on]
    if not known:
        return ""
    return words(
        "\n".join(f"{label.zh} {on.zh}" for label, on in known),
        "\n".join(f"{label.en} {on.en}" for label, on in known),
    )


def sources(paper: Paper, whole: Dossier) -> None:
    """The instruments, and apart from them the drafts and plans that bind nobody."""
    _instruments(paper, whole.sources)
    if whole.watched:
        paper.heading(2, _L["watch"])
        paper.say(_L["watch_intro"])
        _instruments(paper, whole.watched)


def _instruments(paper: Paper, instruments: Sequence[Instrument]) -> None:
    paper.table(
        (_L["instrument"], _L["issuer"], _L["dates"], _L["state_of_law"], _L["mark"]),
        (
            (
                _name(instrument),
                instrument.issuer,
                _days(instrument),
                instrument.status,
                coded(instrument.mark, wording.MARKS).words,
            )
            for instrument in instruments
        ),
        (6, 4, 4, 3, 3),
    )


def _name(instrument: Instrument) -> Text:
    number, url = instrument.number, instrument.url
    zh = (instrument.id, instrument.name.zh, number and number.zh, url)
    en = (instrument.id, instrument.name.en, number and number.en, url)
    return words("\n".join(p for p in zh if p), "\n".join(p for p in en if p))


def _days(instrument: Instrument) -> Text | str:
    dated = (("promulgated", instrument.promulgated), ("in_force", instrument.effective))
    known = [(_L[name], wording.day(on)) for name, on in dated if on]
    if not known:
        return ""
    return words(
        "\n".join(f"{label.zh} {on.zh}" for label, on in known),
        "\n".join(f"{label.en} {on.en}" for label, on in known),
    )


def penalties(paper: Paper, whole: Dossier) -> None:
    """What a breach may cost, each provision once."""
    if not whole.penalties:
        paper.say(_L["nothing_here"])
        return
    paper.table(
        (_L["penalties"], wording.SECTIONS["penalties"], _L["mark"]),
        (
            (penalty.provision, penalty.effect, coded(penalty.mark, wording.MARKS).words)
            for penalty in whole.penalties
        ),
        (4, 8, 3),
    )


def notes(paper: Paper, whole: Dossier) -> None:
    """Standing notes, and the law that is not listed."""
    for note in whole.snapshot.notes:
        paper.say(note)
    if whole.snapshot.left_out_law:
        paper.heading(2, _L["left_out_law"])
        for note in whole.snapshot.left_out_law:
            paper.say(note)

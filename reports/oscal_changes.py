"""What moved since the last report, as historic observations: one a thing that moved."""

from collections.abc import Iterator

from reports.change_rows import Line, Row, Value, chapters, side_words
from reports.oscal_parts import Record, filled, identifier, instant, one_line, props, prose, title
from reports.shape import Text
from reports.snapshot import Snapshot

_EVERY_LINE = 10**6


def changes(snapshot: Snapshot) -> Iterator[Record]:
    """An observation a row, in reading order; nothing where there is no earlier report."""
    since = snapshot.since
    if since is None:
        return
    for chapter in chapters(since, most=_EVERY_LINE):
        for number, row in enumerate(chapter.rows):
            yield filled(
                uuid=identifier(snapshot.report.id, "change", chapter.id, str(number)),
                title=one_line(f"{row.id if chapter.names_ids else ''} {title(row.title)}".strip()),
                description=prose(*(_line(row, line) for line in row.lines)),
                props=props(
                    changed=chapter.id,
                    kind=row.kind,
                    subject=row.id,
                    by=row.by,
                    since_report=since.old.report,
                    since_digest=since.old.digest,
                ),
                methods=["EXAMINE"],
                types=["historic"],
                collected=instant(snapshot.report.created_at),
                remarks=prose(row.detail, side_words(since.old)),
            )


def _line(row: Row, line: Line) -> Text:
    label, was, now = line.label or row.kind_words or row.title, _said(line.before), _said(line.after)
    return Text(zh=f"{label.zh}：{was.zh} → {now.zh}", en=f"{label.en}: {was.en} → {now.en}")


def _said(value: Value | None) -> Text:
    return value.words if value else Text(zh="–", en="–")

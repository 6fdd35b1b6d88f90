"""What moved, in the reader's language, as the templates of a comparison repeat it."""

from typing import Any

from assessment.views.links import link
from reports.change_rows import Chapter, Line, Row, Value, brief, chapters
from reports.changes import Changes
from reports.shape import Text

_DUTIES = ("outcomes", "findings")


def chapters_shown(changes: Changes, language: str, assessment_key: str) -> list[dict[str, Any]]:
    """Chapters with their rows; a duty leads to its page in the assessment of the later side."""
    code = "zh" if language.startswith("zh") else "en"
    return [_chapter(chapter, code, assessment_key) for chapter in chapters(changes)]


def _chapter(chapter: Chapter, code: str, assessment_key: str) -> dict[str, Any]:
    leads = assessment_key if chapter.id in _DUTIES else ""
    return {
        "id": chapter.id,
        "title": getattr(chapter.title, code),
        "count": len(chapter.rows),
        "left_out": chapter.left_out,
        "rows": [_row(row, code, leads, number=row.id if chapter.names_ids else "") for row in chapter.rows],
    }


def _row(row: Row, code: str, leads: str, *, number: str) -> dict[str, Any]:
    return {
        "number": number,
        "title": _words(row.title, code),
        "url": link("obligation", leads, row.id) if leads else "",
        "kind": row.kind,
        "kind_words": _words(row.kind_words, code),
        "detail": _words(row.detail, code),
        "by": row.by or "",
        "lines": [_line(line, code) for line in row.lines],
    }


def _line(line: Line, code: str) -> dict[str, Any]:
    label = _words(line.label, code)
    return {
        "label": label[:1].upper() + label[1:],
        "before": _value(line.before, code),
        "after": _value(line.after, code),
    }


def _value(value: Value | None, code: str) -> dict[str, str] | None:
    if value is None:
        return None
    return {"table": value.table, "code": value.code, "words": getattr(value.brief, code)}


def _words(text: Text | None, code: str) -> str:
    return getattr(brief(text), code) if text else ""

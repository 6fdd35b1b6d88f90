"""What the page for checking says of a file or of a code, in the reader's language."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assessment.codes import grouped, ungrouped
from assessment.queries.register import Known

if TYPE_CHECKING:
    from reports.inspection import Signature
    from reports.verifying import Verification

Row = dict[str, Any]


@dataclass(frozen=True)
class Verdict:
    """``state``: genuine, withdrawn, altered, superseded or unknown, for shape and colour beside the title.

    ``rows`` have key and value, of digests ``lines`` instead; ``compares``: the digest is to be compared with
    the paper's by eye. ``successor`` is the code of what took the report's place.
    """

    state: str
    title: str
    reasons: list[str]
    heading: str = ""
    rows: list[Row] = field(default_factory=list)
    signature: list[Row] = field(default_factory=list)
    sha256: str = ""
    successor: str = ""
    is_draft: bool = False
    compares: bool = False

    @property
    def successor_url(self) -> str:
        """Where the successor is told of; nothing if it has no code."""
        key = ungrouped(self.successor)
        return reverse("verify_code", args=[key]) if key else ""


# -- a file ----------------------------------------------------------------------------------------


def of_file(found: "Verification", language: str) -> Verdict:
    """The judgement on a file, with what the file says of itself."""
    from reports import verifying_rows
    from reports.cells import plain

    code = "zh" if language.startswith("zh") else "en"
    claims = found.claims
    rows = [
        _row(getattr(label, code), plain(getattr(value, code)))
        for label, value in (verifying_rows.rows(claims) if claims else ())
    ]
    if claims:
        rows[-1] = {**rows[-1], "lines": _halves(claims.digest)}
    return Verdict(
        state="withdrawn" if found.state == "genuine" and found.withdrawn_at else found.state,
        title=getattr(found.title, code),
        reasons=[getattr(reason.text, code) for reason in found.reasons] + _drafted(found),
        heading=getattr(verifying_rows.heading(found), code).rstrip(":："),
        rows=rows,
        signature=_signature(found.signature) if found.signature else [],
        sha256=found.sha256,
        is_draft=bool(claims and claims.status == "draft"),
        successor=found.superseded_by or "",
    )


def _drafted(found: "Verification") -> list[str]:
    is_known_draft = found.claims and found.claims.status == "draft" and found.state != "altered"
    return [_draft()] if is_known_draft else []


def _signature(one: "Signature") -> list[Row]:
    trusted = {
        True: _("yes, its certificate is trusted here"),
        False: _("no, its certificate does not lead to one trusted here"),
        None: _("not checked: this site has no certificate to trace it to"),
    }
    rows = [
        _row(_("Signed by"), one.name or _("cannot be read")),
        _row(_("Holds"), _("yes, over the whole file") if one.intact and one.covers_file else _("no")),
        _row(_("Trusted"), trusted[one.trusted]),
    ]
    if one.said_at:
        rows.append(_row(_("Signed at"), _moment(one.said_at), _("by the signer’s own clock")))
    if one.stamped_at:
        rows.append(_row(_("Time-stamp"), _moment(one.stamped_at), _("by a time-stamp service")))
    return rows


# -- a code ----------------------------------------------------------------------------------------


def of_code(known: Known, language: str) -> Verdict:
    """What stands on the cover anyway, and whether the report still counts."""
    standing = known.standing
    state = "superseded" if standing.superseded_by else "withdrawn" if standing.withdrawn_at else "genuine"
    titles = {
        "genuine": _("Genuine code: this site issued a report with it."),
        "withdrawn": _("Genuine code, but the release of its report was withdrawn."),
        "superseded": _("Genuine code, but a later report took the place of its report."),
    }
    return Verdict(
        state=state,
        title=titles[state],
        reasons=list(_reasons(known)),
        heading=_("Compare this with the paper"),
        rows=[
            _row(_("Code on the cover"), grouped(known.key)),
            _row(_("Issued by"), known.firm["zh" if language.startswith("zh") else "en"]),
            _row(_("Law as of"), date_format(date.fromisoformat(known.as_of), "DATE_FORMAT")),
            _row(_("Made on"), _moment(known.created_at)),
            _row(_("Standing"), _("Released") if known.is_released else _("Draft")),
            {"key": _("Digest on the cover"), "lines": _halves(known.digest)},
        ],
        is_draft=not known.is_released,
        compares=True,
        successor=standing.superseded_by or "",
    )


def _reasons(known: Known) -> list[str]:
    standing, found = known.standing, []
    if standing.withdrawn_at:
        found.append(
            _("Whoever released the report withdrew that on %(day)s.") % {"day": _day(standing.withdrawn_at)}
        )
    if standing.superseded_by and standing.superseded_at:
        found.append(
            _("The report %(code)s was released in its place on %(day)s.")
            % {"code": standing.superseded_by, "day": _day(standing.superseded_at)}
        )
    if not known.is_released:
        found.append(_draft())
    found.append(
        _(
            "A code can be copied onto another paper. Only if the digest on the cover is the one below is it "
            "that report; and only the file itself shows that nothing in it was altered."
        )
    )
    return found


def of_unknown_code() -> Verdict:
    """The same for everybody and for every code there is not."""
    return Verdict(
        state="unknown",
        title=_("It cannot be told."),
        reasons=[
            _(
                "This site knows no report with this code. Compare each letter with the cover. If it is "
                "right, ask whoever gave you the report."
            )
        ],
    )


# -- pieces ----------------------------------------------------------------------------------------


def _draft() -> str:
    return _("It is a draft: nobody has signed it off.")


def _row(key: str, value: str, note: str = "") -> Row:
    return {"key": key, "value": value, "note": note}


def _halves(digest: str) -> list[str]:
    """In two lines, as the cover has it."""
    whole = digest.removeprefix("sha256:")
    return [whole[:32], whole[32:]]


def _moment(at: datetime) -> str:
    return date_format(timezone.localtime(at), "DATETIME_FORMAT")


def _day(at: datetime) -> str:
    return date_format(timezone.localtime(at), "DATE_FORMAT")

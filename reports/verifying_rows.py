"""What a verified file says of itself, as rows of label and value for a terminal or a page."""

from collections.abc import Iterator

from reports import wording
from reports.shape import Text
from reports.verifying import Claims, Verification

CLAIMS = Text(zh="报告载明：", en="The report says:")
CLAIMS_OPEN = Text(zh="文件自称（未经证实）：", en="The file says of itself, which is not proved:")
FIRM = Text(zh="出具机构", en="Firm")


def heading(found: Verification) -> Text:
    """What stands above the rows: whether they can be believed."""
    return CLAIMS if found.state in ("genuine", "superseded") else CLAIMS_OPEN


def rows(claims: Claims) -> Iterator[tuple[Text, Text]]:
    """Label and value in both languages; what the file does not say is left out."""
    label = wording.LABELS
    found: list[tuple[Text, Text | str | None]] = [
        (label["document"], claims.report),
        (label[claims.status], wording.instant(claims.created_at)),
        (label["service"], claims.service),
        (label["client"], claims.client),
        (FIRM, claims.firm),
        (label["law_as_of"], wording.day(claims.as_of)),
        (label["rulebook"], claims.rulebook),
        (label["check_code"], claims.code),
        (label["digest"], claims.digest),
    ]
    for name, value in found:
        if value is not None:
            yield name, value if isinstance(value, Text) else Text(zh=value, en=value)

"""The snapshot for other compliance tools: OSCAL 1.2 JSON, three documents in one ZIP.

``catalog.json`` the obligations, ``assessment-results.json`` outcomes and findings, and, where something is
left to do, ``plan-of-action-and-milestones.json``. The same snapshot gives the same bytes.
"""

import json
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from reports.oscal_catalog import catalog
from reports.oscal_poam import plan_of_action
from reports.oscal_results import assessment_results
from reports.snapshot import Snapshot

EXTENSION = "zip"
CONTENT_TYPE = "application/zip"

_KINDS = {
    "catalog": catalog,
    "assessment-results": assessment_results,
    "plan-of-action-and-milestones": plan_of_action,
}


def render(snapshot: Snapshot) -> bytes:
    """The documents of ``snapshot`` in one ZIP."""
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        for name, data in documents(snapshot).items():
            entry = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type, entry.external_attr = ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, data)
    return packed.getvalue()


def documents(snapshot: Snapshot) -> dict[str, bytes]:
    """File name and JSON of each document; a plan without items is left out, since OSCAL knows none."""
    made = {f"{kind}.json": build(snapshot) for kind, build in _KINDS.items()}
    return {
        name: (json.dumps(record, ensure_ascii=False, indent=1) + "\n").encode()
        for name, record in made.items()
        if record is not None
    }

"""A second edition, as a host gets it when newer code ships a newer rulebook."""

import json
from datetime import date
from hashlib import sha256
from typing import Any

from assessment.models import Edition
from questionnaire.loading import load_rulebook
from questionnaire.rulebook import rulebook_json

# What moves for a public provider: a duty goes, one is new, one comes to hang on training, a question and
# an option are called otherwise (so the older ones are gone), and so is an open point.
GONE, NEW, LOOSER = "GAI-4-1", "GAI-4-2A", "GAI-4-3"
RENAMED = {'"ownership"': '"holding"', '"api_provider"': '"interface_provider"', '"OP-01"': '"OP-91"'}


def make_newer_edition(version: str = "2027.01", *, is_quiet: bool = False, **told: Any) -> Edition:
    """An edition after all there are; with ``is_quiet`` nothing in it moves but its version."""
    body = rulebook_json(load_rulebook())
    if not is_quiet:
        for old, new in RENAMED.items():
            body = body.replace(old, new)
    rulebook = json.loads(body) | {"version": version}
    if not is_quiet:
        rulebook["law_known_to"] = "2027-01-02"
        rulebook["obligations"] = _obligations(rulebook["obligations"])
    # Rulebooks are remembered by their digests, so what differs has to have another one.
    rulebook["digest"] = digest = "sha256:" + sha256(json.dumps(rulebook).encode()).hexdigest()
    fields = {"released_on": date(2027, 1, 2), **told}
    return Edition.objects.create(version=version, digest=digest, body=json.dumps(rulebook), **fields)


def _obligations(known: dict[str, Any]) -> dict[str, Any]:
    kept = {name: one for name, one in known.items() if name != GONE}
    kept[NEW] = {**known["GAI-4-2"], "id": NEW, "title": {"zh": "新义务", "en": "A duty that is new"}}
    kept[LOOSER] = {**known[LOOSER], "applies_when": {"determination": "train"}}
    kept["GAI-4-2"] = {**known["GAI-4-2"], "addressee": {"zh": "平台", "en": "platforms"}}
    return kept

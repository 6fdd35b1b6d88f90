"""The rulebook of an edition, parsed and compiled once per process and digest."""

from functools import lru_cache

from assessment.models import Edition
from questionnaire.loading import load_rulebook
from questionnaire.rulebook import Rulebook


def rulebook_of(edition: Edition) -> Rulebook:
    """The rulebook an edition froze; the body is read from the database only if the code ships another."""
    shipped = load_rulebook()
    return shipped if edition.digest == shipped.digest else _frozen(edition.digest)


@lru_cache(maxsize=8)
def _frozen(digest: str) -> Rulebook:
    return Rulebook.model_validate_json(Edition.objects.values_list("body", flat=True).get(digest=digest))

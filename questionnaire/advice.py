"""What would settle or bring every obligation of an assessment, each search made once.

Half of the obligations share their condition with another one; what settles or brings the one
settles or brings the other.
"""

from collections.abc import Mapping
from functools import cached_property, lru_cache

from questionnaire.assessing import Assessment, Outcome
from questionnaire.flow import decisiveness
from questionnaire.settling import Flip, SettlingSet, nearest_flip, settling_sets
from questionnaire.settling_words import MOST_SETS, Told, set_words


class Advice:
    """`settling_sets` and `nearest_flip` of any obligation, found when asked for and then kept."""

    def __init__(self, assessment: Assessment) -> None:
        self.assessment = assessment
        self._sets: dict[int, tuple[SettlingSet, ...]] = {}
        self._told: dict[int, tuple[Told, ...]] = {}
        self._flips: dict[int, Flip | None] = {}

    @cached_property
    def _decisive(self) -> Mapping[str, float]:
        return decisiveness(self.assessment)

    def settling(self, obligation_id: str) -> tuple[SettlingSet, ...]:
        """What can settle an undetermined obligation; empty if nothing can, or nothing need."""
        if self.assessment.obligations[obligation_id].outcome is not Outcome.UNDETERMINED:
            return ()
        key = self.assessment.condition_of(obligation_id)
        if key not in self._sets:
            self._sets[key] = settling_sets(self.assessment, obligation_id, self._decisive)
        return self._sets[key]

    def told(self, obligation_id: str) -> tuple[Told, ...]:
        """The first few settling sets in words."""
        key, sets = self.assessment.condition_of(obligation_id), self.settling(obligation_id)
        if sets and key not in self._told:
            self._told[key] = tuple(set_words(self.assessment, each) for each in sets[:MOST_SETS])
        return self._told[key] if sets else ()

    def nearest(self, obligation_id: str) -> Flip | None:
        """What would bring an obligation that does not apply; None if nothing near would, or need."""
        if self.assessment.obligations[obligation_id].outcome is not Outcome.DOES_NOT_APPLY:
            return None
        key = self.assessment.condition_of(obligation_id)
        if key not in self._flips:
            self._flips[key] = nearest_flip(self.assessment, obligation_id)
        return self._flips[key]


@lru_cache(maxsize=32)
def advice(assessment: Assessment) -> Advice:
    """The advice on an assessment; the same assessment is searched once."""
    return Advice(assessment)

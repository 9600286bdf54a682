"""The legacy stage: a foreign PDF in; the same pages repaired, without active content, and what was done out.

Nothing of a foreign file is read in the process of the run itself. A child with limits on time and
memory repairs, cleans, measures and compares; whatever goes wrong there comes back as a finding.
"""

from printissue.volume.back_issues.cell import confined
from printissue.volume.back_issues.intake import Intake, take_in
from printissue.volume.back_issues.limits import LIMITS, Limits

__all__ = ["LIMITS", "Intake", "Limits", "confined", "take_in"]

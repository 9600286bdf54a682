"""Back issues: PDFs of any maker, repaired and without active content, so that a volume can bind them.

A foreign file is never read in the process of the run itself. A child process with limits on time and memory repairs,
sanitizes, measures and compares it; every failure there becomes a finding.
"""

from printissue.volume.back_issues.options import REPAIR_LIMITS, RepairLimits
from printissue.volume.back_issues.repair import RepairedPdf, repair_back_issue
from printissue.volume.back_issues.sandbox import run_sandboxed

__all__ = ["REPAIR_LIMITS", "RepairLimits", "RepairedPdf", "repair_back_issue", "run_sandboxed"]

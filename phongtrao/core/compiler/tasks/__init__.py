"""Tasks: each paragraph, item or table row of the parts that assign work, with the bodies that must
do it.
"""

from __future__ import annotations

from phongtrao.core.compiler.tasks.assigner import Assigner
from phongtrao.core.compiler.tasks.assignment import Assignment

__all__ = ["Assigner", "Assignment"]

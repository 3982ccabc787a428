"""The plan compiler: from the text of a plan document to records that rest on pieces of it."""

from __future__ import annotations

from phongtrao.core.compiler.as_json import plan_as_json
from phongtrao.core.compiler.compile import compile_plan
from phongtrao.core.compiler.plan import CompiledPlan

__all__ = ["COMPILER_VERSION", "CompiledPlan", "compile_plan", "plan_as_json"]

# Goes up with every change after which the same text may compile to other records.
COMPILER_VERSION = "1"

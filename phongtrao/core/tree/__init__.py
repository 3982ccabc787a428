"""Units, parents, successors: trees as arrays, trees of a day, two parents, mergers and splits."""

from __future__ import annotations

from phongtrao.core.tree.dated import Gap, Spell, check_spells, days_of_change, gaps, tree_on
from phongtrao.core.tree.errors import TreeBroken
from phongtrao.core.tree.reach import TwoTrees
from phongtrao.core.tree.succession import Carried, Floating, Succession, Successions
from phongtrao.core.tree.tree import Tree

__all__ = [
    "Carried",
    "Floating",
    "Gap",
    "Spell",
    "Succession",
    "Successions",
    "Tree",
    "TreeBroken",
    "TwoTrees",
    "check_spells",
    "days_of_change",
    "gaps",
    "tree_on",
]

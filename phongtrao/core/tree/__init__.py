"""Units, parents, successors: trees as arrays, trees of a day, two parents, mergers and splits."""

from __future__ import annotations

from phongtrao.core.tree.ancestry import Within, ancestry
from phongtrao.core.tree.dated import Gap, Spell, check_spells, days_of_change, gaps, tree_on
from phongtrao.core.tree.errors import TreeBroken
from phongtrao.core.tree.finding import Found, Keys, NameIndex, Same
from phongtrao.core.tree.reach import TwoTrees
from phongtrao.core.tree.succession import Carried, Floating, Succession, Successions
from phongtrao.core.tree.tree import Tree

__all__ = [
    "Carried",
    "Floating",
    "Found",
    "Gap",
    "Keys",
    "NameIndex",
    "Same",
    "Spell",
    "Succession",
    "Successions",
    "Tree",
    "TreeBroken",
    "TwoTrees",
    "Within",
    "ancestry",
    "check_spells",
    "days_of_change",
    "gaps",
    "tree_on",
]

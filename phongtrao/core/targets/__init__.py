"""Targets: how one is measured, whether a level is met, what an own target adds to its parent."""

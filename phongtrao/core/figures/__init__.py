"""Figures of a report as columns of numbers, each of which says what kind of nothing it may be."""

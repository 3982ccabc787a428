"""Documents made from facts: what a clerk would otherwise type."""

"""Reported figures → totals that keep their base: sums, rates, boundaries, small cells."""

"""Forms that offices fill in: their boxes, what may stand there, and the rules between boxes."""

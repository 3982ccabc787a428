"""Tokens, and what programs may read."""

"""Filters of the pages of accounts and the log."""

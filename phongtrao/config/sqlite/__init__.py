"""The embedded database with searching that knows Vietnamese capitals."""

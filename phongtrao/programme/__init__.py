"""Programmes: targets, tasks and deadlines taken over from a plan and handed to units."""

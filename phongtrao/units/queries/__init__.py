"""What is asked of units."""

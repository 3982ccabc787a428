"""What people fill in about forms, periods and reports."""

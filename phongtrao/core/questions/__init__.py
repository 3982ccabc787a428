"""Questions to the unit about its figures, not accusations: facts of reports in, questions out."""

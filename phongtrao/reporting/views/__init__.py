"""Pages of forms, periods, reports and figures."""

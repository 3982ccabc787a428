"""What pages and actions read of forms, periods, reports and totals."""

"""What programmes ask of units: forms, periods, what was sent, approved and added up."""

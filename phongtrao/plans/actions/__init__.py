"""What is done with plans: taking in, checking, citing."""

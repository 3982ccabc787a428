"""What is done to programmes."""

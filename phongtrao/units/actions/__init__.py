"""What is done with units: made, changed by decision, taken back, loaded, imported."""

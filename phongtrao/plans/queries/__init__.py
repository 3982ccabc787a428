"""What the pages of plans ask of the database."""

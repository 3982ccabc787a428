"""What comes in: a form for a new token, bundles of reports; and the shape of what goes out."""

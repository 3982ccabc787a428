"""Make and end tokens; take in what programs send."""

"""The addresses of programs, and the pages on which people make their tokens."""

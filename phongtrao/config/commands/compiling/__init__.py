"""How `phongtrao compile` works: find the files, compile them in worker processes, write, sum
up.
"""

"""Benchmarks of the program beside its peers: `python -m bench`."""

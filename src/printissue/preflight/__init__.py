"""Preflight: rules over a finished PDF, also one that we did not make."""

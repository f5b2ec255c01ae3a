"""Measures secret_guard and other scanners on real, labelled code: `scripts/bench-quality`."""

"""secret_guard: an offline secret scanner that judges candidates with a bundled language model."""

__version__ = "0.1.0"

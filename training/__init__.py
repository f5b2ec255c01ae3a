"""Builds the dataset, fine-tunes the judge, exports it to GGUF and evaluates it."""

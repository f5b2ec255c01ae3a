"""Where the text comes from: each source is a function that yields Hunk and Skipped."""

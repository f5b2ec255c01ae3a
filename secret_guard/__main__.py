"""`python -m secret_guard`: the command line without an installed script."""

from __future__ import annotations

from secret_guard.cli import main

if __name__ == "__main__":
    main(prog_name="secret-guard")

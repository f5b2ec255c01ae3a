"""`python scripts/evaluate.py [--load-in-4bit] [--max-examples N]`: see training.evaluate."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from training.evaluate import main

if __name__ == "__main__":
    main()

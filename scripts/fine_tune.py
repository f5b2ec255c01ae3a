"""`python scripts/fine_tune.py`: QLoRA fine-tuning, the same as `python -m training.train`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from training.train import main

if __name__ == "__main__":
    main()

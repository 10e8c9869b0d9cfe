"""`python -m tritone.cli`."""

import sys

from tritone.cli import main

if __name__ == "__main__":
    sys.exit(main())

"""`python -m tritone`: the command line without the console script."""

import sys

from tritone.cli import main

if __name__ == "__main__":
    sys.exit(main())

"""``python -m xpromo``."""

import sys

from xpromo.cli.main import main

if __name__ == "__main__":
    sys.exit(main())

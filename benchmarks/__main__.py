"""Run the comparisons named on the command line, or all of them."""

import sys
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

NAMES = [
    item.name for item in iter_modules([str(Path(__file__).parent)]) if not item.name.startswith(("_", "measuring"))
]


def main() -> None:
    """Import each comparison and run its ``main``."""
    chosen = sys.argv[1:] or NAMES
    for name in chosen:
        if name not in NAMES:
            sys.exit(f"no comparison called {name}; known: {', '.join(NAMES)}")
    for name in chosen:
        print(f"\n== {name}")
        import_module(f"benchmarks.{name}").main()


if __name__ == "__main__":
    main()

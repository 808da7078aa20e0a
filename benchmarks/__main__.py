"""Run the comparisons named on the command line, or all of them; what follows a name that is none goes to them."""

import sys
from importlib import import_module
from itertools import takewhile
from pathlib import Path
from pkgutil import iter_modules
from runpy import run_module

NAMES = [
    item.name for item in iter_modules([str(Path(__file__).parent)]) if not item.name.startswith(("_", "measuring"))
]


def main() -> None:
    """Import each comparison and run its ``main``, with arguments as a program of its own."""
    chosen = list(takewhile(NAMES.__contains__, sys.argv[1:]))
    more = sys.argv[1 + len(chosen) :]
    if more and (more[0].isidentifier() or not chosen):
        sys.exit(f"no comparison called {more[0]}; known: {', '.join(NAMES)}")
    for name in chosen or NAMES:
        print(f"\n== {name}")
        if more:
            sys.argv[1:] = more
            run_module(f"benchmarks.{name}", run_name="__main__")
        else:
            import_module(f"benchmarks.{name}").main()


if __name__ == "__main__":
    main()

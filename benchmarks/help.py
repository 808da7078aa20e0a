"""``xpromo --help`` beside a bare Typer app's ``--help``: the price of fifteen commands must stay under half of it."""

import sys
import tempfile
from pathlib import Path

from benchmarks.measuring import command, compare

BARE = '''
import typer

app = typer.Typer()


@app.command()
def hello(name: str, loud: bool = False) -> None:
    """Say hello."""


@app.command()
def goodbye(name: str) -> None:
    """Say goodbye."""


app()
'''


def main() -> None:
    """Print the ratio of start-up times."""
    with tempfile.TemporaryDirectory() as folder:
        bare = Path(folder) / "bare.py"
        bare.write_text(BARE)
        ours = command([sys.executable, "-m", "xpromo", "--help"])
        result = compare(ours, command([sys.executable, str(bare), "--help"]), rounds=15, warmup=2)
    print(f"--help: {result}; takes {1 / result.speedup:.2f} × a bare Typer app (at most 1.5)")


if __name__ == "__main__":
    main()

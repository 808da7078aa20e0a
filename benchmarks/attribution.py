"""All heuristic models and both Markov shares over a million paths, beside what others take for Markov alone.

    python -m benchmarks.attribution [PATHS [PEERS]]

``PEERS`` is a folder for an environment of the peers, made when it is named and isn't there: DP6's
`marketing_attribution_models` (Apache-2.0) and `ChannelAttribution` (GPL: a peer of this comparison and of nothing
else). Without it ours runs alone. Jobs are processes, in turn, timed from the CSV to the credits when everything is
imported; theirs leave out the columns that they don't need. Beside the seconds of the clock stand those of the
processor, which other programs don't lengthen and more threads or processes don't shorten.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from itertools import accumulate, pairwise
from pathlib import Path
from random import Random
from statistics import median

from benchmarks.measuring import command, seconds

PATHS, CHANNELS, ROUNDS, SEED = 1_000_000, 20, 3, 20261122
CONVERTED = 0.2
PEERS = ["marketing_attribution_models>=2.1", "ChannelAttribution", "matplotlib"]

OURS = """
import json, sys, time, resource
from pathlib import Path
from xpromo.measure.crediting import credit
from xpromo.measure.models import MODELS, Terms
from xpromo.sources.opening import look_at
from xpromo.sources.path_cells import PathOptions
from xpromo.sources.paths import read_paths
names = "first last linear position time-decay markov-global markov-within"
models = {name: MODELS.get(name) for name in names.split()}
start = time.perf_counter(), time.process_time()
found, _ = read_paths(look_at(Path(sys.argv[1]), sys.argv[1]), PathOptions())
credit(found.paths, models, Terms())
"""
MAM = """
import json, sys, time, resource
import polars as pl
from mam.core import MAM
start = time.perf_counter(), time.process_time()
table = pl.read_csv(sys.argv[1], columns=["path", "conversions"])
table = table.with_columns((pl.col("conversions") > 0).alias("converted"), pl.lit(1).alias("weight"))
names = {"channels_colname": "path", "journey_with_conv_colname": "converted", "occurrences_colname": "weight"}
MAM(table, "format_3", **names).run_markov()
"""
CHANNEL_ATTRIBUTION = """
import contextlib, io, json, sys, time, resource
import pandas as pd
with contextlib.redirect_stdout(io.StringIO()):
    import ChannelAttribution as ca
start = time.perf_counter(), time.process_time()
table = pd.read_csv(sys.argv[1], usecols=["path", "conversions", "nulls"])
with contextlib.redirect_stdout(io.StringIO()):
    ca.markov_model(table, "path", "conversions", var_null="nulls", verbose=False)
"""
END = """
took, processor = time.perf_counter() - start[0], time.process_time() - start[1]
mine, others = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([took, processor + others.ru_utime + others.ru_stime, (mine.ru_maxrss + others.ru_maxrss) / 1024]))
"""


def write_paths(file: Path, count: int) -> None:
    """Write made-up paths of 1 to 10 touches, the longer the rarer, over channels the later the rarer."""
    random = Random(SEED)  # noqa: S311 - reproducible, not secret
    names = [f"channel-{number:02d}" for number in range(CHANNELS)]
    lengths = random.choices(range(1, 11), range(10, 0, -1), k=count)
    steps = random.choices(names, [1 / (number + 1) for number in range(CHANNELS)], k=sum(lengths))
    ends = [f",1,0,{hours(length, random)}\n" if random.random() < CONVERTED else ",0,1,\n" for length in lengths]
    places = pairwise(accumulate(lengths, initial=0))
    with file.open("w", encoding="utf-8") as out:
        out.write("path,conversions,nulls,hours\n")
        out.writelines(" > ".join(steps[first:after]) + end for (first, after), end in zip(places, ends, strict=True))


def hours(touches: int, random: Random) -> str:
    """Return made-up hours from each touch to the conversion, within thirty days."""
    found = sorted((random.random() * 720 for _ in range(touches)), reverse=True)
    return " > ".join(f"{each:.2f}" for each in found)


def peers_at(folder: Path) -> str:
    """Return the Python of the peers, installing them where they aren't yet."""
    python = folder / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", *PEERS], check=True)
    return str(python)


def measured(python: str, job: str, file: Path) -> tuple[float, float, float]:
    """Run a job in a process of its own; return its seconds, those of the processor, and its peak memory in MB."""
    done = subprocess.run([python, "-c", job + END, str(file)], check=True, capture_output=True, text=True)
    took, processor, memory = json.loads(done.stdout.splitlines()[-1])
    return took, processor, memory


def main(count: int = PATHS, peers: str = "") -> None:
    """Write the paths, run the jobs in turn, print medians and ratios."""
    jobs = {"xpromo, seven models": (sys.executable, OURS)}
    if peers:
        python = peers_at(Path(peers))
        jobs |= {"mam, Markov alone": (python, MAM), "ChannelAttribution, Markov alone": (python, CHANNEL_ATTRIBUTION)}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "paths.csv"
        write_paths(file, count)
        print(f"{count:,} paths over {CHANNELS} channels, {file.stat().st_size / 1e6:.0f} MB, {ROUNDS} rounds")
        rounds = [{name: measured(python, job, file) for name, (python, job) in jobs.items()} for _ in range(ROUNDS)]
        found = {name: [median(each[name][part] for each in rounds) for part in range(3)] for name in jobs}
        ours = found["xpromo, seven models"]
        for name, (took, processor, memory) in found.items():
            ratios = f"{took / ours[0]:.2f} × ours by the clock, {processor / ours[1]:.2f} × by the processor"
            print(f"{name}: {took:.2f} s, {processor:.2f} s of the processor, {memory:.0f} MB; {ratios}")
        whole = command([sys.executable, "-m", "xpromo", "attribution", "--paths", str(file), "--format", "json"])
        print(f"the whole `xpromo attribution`, all nine models: {seconds(whole):.2f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else PATHS, *sys.argv[2:3])

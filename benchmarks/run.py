"""fourwinds against its peers: one run, same data, interleaved, medians. Writes RESULTS.md and results.png.

make bench            everything, 1,000,000 rows from file to file
make bench-quick      the same with 50,000 rows and three rounds, some minutes
"""

from __future__ import annotations

import argparse
import csv
import gc
import gzip
import multiprocessing
import os
import platform
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import Any

import floor
import numpy as np
import peers
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedKFold

from fourwinds import load_model, pipeline, taxonomy
from fourwinds.intake import corpus
from fourwinds.workflows.train import leaf_of, train

HERE = Path(__file__).parent
ROOT = HERE.parent
EGOV = ROOT.parent / "shared" / "data" / "egov_messages.csv.gz"
TAGS = "fourwinds, tags alone"
DEFAULT = "fourwinds, default call"
CELLS = "read, decode, split into rows and cells"
OPINIONS = "read, decode, split into opinions"
Rounds = dict[str, list[float]]


def interleaved(tasks: dict[str, Callable[[], object]], rounds: int) -> Rounds:
    """Seconds of every task in every round; within a round each runs once, so that a slow minute hits all."""
    taken: Rounds = {name: [] for name in tasks}
    for _ in range(rounds):
        for name, task in tasks.items():
            begun = time.perf_counter()
            task()
            taken[name].append(time.perf_counter() - begun)
    return taken


def median(taken: Rounds) -> dict[str, float]:
    return {name: statistics.median(seconds) for name, seconds in taken.items()}


class Ours:
    """The trainable pipeline as a peer, for training time and accuracy."""

    name = "fourwinds"

    def fit(self, texts: Sequence[str], labels: Sequence[str]) -> Ours:
        self.model = pipeline.build().fit(list(texts), np.array(labels))
        return self

    def predict(self, texts: Sequence[str]) -> list[str]:
        return self.model.predict(list(texts)).tolist()


def throughput(texts: list[str], fitted: list, rounds: int) -> tuple[dict[str, float], dict[str, float]]:
    """Median seconds in one process, and with two processes at once that take half each."""
    model = load_model()
    say: dict[str, Callable[[Sequence[str]], object]] = {TAGS: model.predict_proba, DEFAULT: model.predict}
    say |= {peer.name: peer.predict for peer in fitted}
    for predict in say.values():
        predict(texts[:50])
    gc.collect()
    gc.freeze()  # jieba's dictionary is not searched for garbage whenever somebody else makes objects
    one = median(interleaved({name: lambda p=p: p(texts) for name, p in say.items()}, rounds))
    halves = [texts[: len(texts) // 2], texts[len(texts) // 2 :]]
    two: Rounds = {name: [] for name in say}
    for _ in range(rounds):
        for name, predict in say.items():
            two[name].append(_at_once(predict, halves))
    return one, median(two)


def _at_once(predict: Callable[[Sequence[str]], object], halves: list[list[str]]) -> float:
    """Wall seconds of two forked processes from the moment both are ready."""
    context = multiprocessing.get_context("fork")
    ready = context.Barrier(len(halves) + 1)

    def work(half: list[str]) -> None:
        ready.wait()
        predict(half)

    workers = [context.Process(target=work, args=(half,)) for half in halves]
    for worker in workers:
        worker.start()
    ready.wait()
    begun = time.perf_counter()
    for worker in workers:
        worker.join()
    return time.perf_counter() - begun


def training(rows: list, sizes: Sequence[int]) -> dict[str, dict[int, float]]:
    """Seconds to train on so many rows; ours learns leaves (68 classes and more), peers learn tags (6)."""
    pick = random.Random(0)
    found: dict[str, dict[int, float]] = {}
    for size in sizes:
        chosen = pick.sample(rows, size) if size <= len(rows) else rows + pick.choices(rows, k=size - len(rows))
        texts, tags = [row.text for row in chosen], [row.label for row in chosen]
        for peer in (Ours, *peers.ALL):
            labels = [leaf_of(row) for row in chosen] if peer is Ours else tags
            begun = time.perf_counter()
            peer().fit(texts, labels)
            found.setdefault(peer.name, {})[size] = time.perf_counter() - begun
    return found


def whole_training(folder: Path) -> float:
    """Seconds of ``fourwinds train`` on the whole corpus."""
    begun = time.perf_counter()
    train(ROOT / "corpora", folder / "model", "bench")
    return time.perf_counter() - begun


GRID = [
    {"head": pipeline.MARGINS, "log_count_ratio": True, "C": C, "min_df": min_df}
    for C in (0.1, 0.2, 0.4, 0.8)
    for min_df in (1, 2, 3)
]


class OursChosen(Ours):
    """The pipeline as shipped, or the mean vote of NB-SVM heads over ``GRID``: whichever does better in three folds of the
    very rows it is to be fitted on. A mean over settings needs none to be chosen.
    """

    def fit(self, texts: Sequence[str], labels: Sequence[str]) -> OursChosen:
        given = np.array(labels)
        folds = list(StratifiedKFold(3, shuffle=True, random_state=0).split(texts, given))
        best = -1.0
        for name, of in {"as shipped": [{}], "mean vote": GRID}.items():
            said = given.copy()
            for inside, outside in folds:
                self._learn(of, [texts[i] for i in inside], given[inside])
                said[outside] = self.predict([texts[i] for i in outside])
            score = float(f1_score(given, said, average="macro"))
            if score > best:
                best, chosen, winner = score, of, name
        self._learn(chosen, list(texts), given)
        print("   chosen inside the fold:", winner, flush=True)
        return self

    def _learn(self, settings: Sequence[dict[str, Any]], texts: list[str], labels: Any) -> None:
        self.models = [pipeline.build(pipeline.CONFIG | setting).fit(texts, labels) for setting in settings]

    def predict(self, texts: Sequence[str]) -> list[str]:
        proba = np.mean([model.predict_proba(list(texts)) for model in self.models], axis=0)
        return self.models[0].classes_[proba.argmax(axis=1)].tolist()


def accuracy(texts: list[str], labels: list[str]) -> dict[str, float]:
    """Macro-F1, stratified five-fold, the same folds for all; whatever is chosen is chosen inside the training folds."""
    given = np.array(labels)
    folds = list(StratifiedKFold(5, shuffle=True, random_state=0).split(texts, given))
    found = {}
    for name, peer in {
        "fourwinds": OursChosen,
        "fourwinds, as shipped": Ours,
        **{p.name: p for p in peers.ALL},
    }.items():
        said = given.copy()
        for inside, outside in folds:
            fitted = peer().fit([texts[i] for i in inside], given[inside].tolist())
            said[outside] = fitted.predict([texts[i] for i in outside])
        found[name] = float(f1_score(given, said, average="macro"))
    return found


def on_gold(gold: list[tuple[str, str]], fitted: list) -> dict[str, float]:
    """Macro-F1 on our gold set; peers have learnt tags from the corpus that the model learnt leaves from."""
    texts, labels = map(list, zip(*gold, strict=True))
    model = load_model()
    said = {"fourwinds": [model.labels[i] for i in model.predict_proba(texts).argmax(axis=1)]}
    said |= {peer.name: peer.predict(texts) for peer in fitted}
    return {name: float(f1_score(labels, found, average="macro")) for name, found in said.items()}


def cold_start(folder: Path, rounds: int) -> dict[str, float]:
    """Median seconds of whole processes."""
    small = folder / "100.csv"
    _write_csv(small, [row.text for row in _rows()[:100]], 100)
    ours = [sys.executable, "-m", "fourwinds"]
    commands = {
        "import jieba; jieba.initialize()": [sys.executable, "-W", "ignore", "-c", "import jieba; jieba.initialize()"],
        "fourwinds classify 100.csv -o out.csv": [*ours, "classify", str(small), "-o", str(folder / "out.csv")],
        "fourwinds --help": [*ours, "--help"],
    }
    tasks = {name: (lambda c=c: subprocess.run(c, check=True, capture_output=True)) for name, c in commands.items()}
    for task in tasks.values():
        task()  # caches of jieba, byte code and file system are warm for all
    return median(interleaved(tasks, max(5, rounds)))


def file_to_file(folder: Path, many: int, rounds: int) -> tuple[dict[str, float], int]:
    """Median seconds for a csv of ``many`` rows, and the most memory (bytes) any one of our processes took."""
    path = folder / "many.csv"
    _write_csv(path, [row.text for row in _rows()], many)

    def classify(jobs: int) -> None:
        command = [sys.executable, "-m", "fourwinds", "classify", str(path), "-o", str(folder / f"o{jobs}.csv")]
        subprocess.run([*command, "--jobs", str(jobs), "--quiet"], check=True)

    taken = interleaved(
        {
            "read and decode": lambda: floor.read_and_decode(path),
            CELLS: lambda: floor.read_decode_and_split(path),
            OPINIONS: lambda: floor.read_decode_and_cut(path),
            "fourwinds, two processes": lambda: classify(2),
        },
        rounds,
    )
    taken |= interleaved({"fourwinds, one process": lambda: classify(1)}, 1)
    if (folder / "o1.csv").read_bytes() != (folder / "o2.csv").read_bytes():
        raise AssertionError("one process and two wrote different files")
    return median(taken), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024


def peers_file_to_file(folder: Path, many: int, fitted: list, speed: dict[str, float]) -> dict[str, tuple[int, float]]:
    """Rows and seconds of each peer reading the same csv in blocks, predicting, and writing text and tag.

    A peer that would need over a minute gets the first tenth of the rows.
    """
    found = {}
    for peer in fitted:
        rows = many if many / speed[peer.name] < 60 else many // 10
        begun = time.perf_counter()
        with (
            (folder / "many.csv").open(encoding="utf-8", newline="") as source,
            (folder / "peer.csv").open("w", encoding="utf-8", newline="") as target,
        ):
            reader, writer = islice(csv.reader(source), 1, rows + 1), csv.writer(target)
            while block := [row[1] for row in islice(reader, 10_000)]:
                writer.writerows(zip(block, peer.predict(block), strict=True))
        found[peer.name] = rows, time.perf_counter() - begun
    return found


def _write_csv(path: Path, texts: list[str], many: int) -> None:
    """``many`` rows: corpus opinions over and over, two of three with a number so that they are no duplicates."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["序号", "意见"])
        for n in range(many):
            writer.writerow([n + 1, texts[n * 7919 % len(texts)] + (f"{n}" if n % 3 else "")])


def _rows() -> list:
    return [r for r in corpus.read_corpus(ROOT / "corpora", taxonomy.load()) if r.form == corpus.OPINION]


def _gold() -> list[tuple[str, str]]:
    import json

    lines = (ROOT / "corpora" / "gold" / "gold.jsonl").read_text(encoding="utf-8").splitlines()
    return [(row["text"], (row["tags"] or ["none"])[0]) for row in map(json.loads, filter(None, lines))]


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--quick", action="store_true")
    asked.add_argument("--rows", type=int, default=0)
    quick = asked.parse_args()
    rounds, many = (3, 50_000) if quick.quick else (5, 1_000_000)
    many = quick.rows or many
    sizes = (5_000, 12_000) if quick.quick else (5_000, 12_000, 50_000)
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        files, memory = _told("file to file", file_to_file, folder, many, 3)
        starts = _told("whole processes", cold_start, folder, rounds)
        rows = _rows()
        texts = [row.text for row in rows]
        fitted = _told("training peers", lambda: [peer().fit(texts, [row.label for row in rows]) for peer in peers.ALL])
        one, two = _told("in memory", throughput, texts, fitted, 5)
        speed = {name: len(texts) / seconds for name, seconds in one.items()}
        peer_files = _told("file to file, peers", peers_file_to_file, folder, many, fitted, speed)
        gold = _told("gold", on_gold, _gold(), fitted)
        trained = _told("training", training, rows, sizes)
        whole = 0.0 if quick.quick else _told("fourwinds train", whole_training, folder)
        egov: dict[str, float] = {}
        if EGOV.exists():
            with gzip.open(EGOV, "rt", encoding="utf-8", newline="") as file:
                messages = list(csv.DictReader(file))
            egov = _told("egov", accuracy, [m["text"][:60] for m in messages], [m["label"] for m in messages])
        from results import write

        write(
            HERE, machine=_machine(), texts=len(texts), characters=sum(map(len, texts)) / len(texts), one=one, two=two,
            files=files, peer_files=peer_files, memory=memory, many=many, starts=starts, trained=trained, gold=gold, egov=egov,
            model_bytes=sum(p.stat().st_size for p in (ROOT / "models" / "default").iterdir()),
            whole=whole,
        )  # fmt: skip


def _told(what: str, do: Callable[..., Any], *given: Any) -> Any:
    begun = time.perf_counter()
    found = do(*given)
    print(f"{what}: {time.perf_counter() - begun:.0f} s", flush=True)
    return found


def _machine() -> str:
    names = ("numpy", "scikit-learn", "jieba", "rjieba", "fasttext-numpy2", "vowpalwabbit")
    cpu = next(
        (line.partition(":")[2].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line),
        platform.processor(),
    ) if Path("/proc/cpuinfo").exists() else platform.processor()  # fmt: skip
    libraries = ", ".join(f"{name} {version(name)}" for name in names)
    return f"{cpu}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}; {libraries}"


if __name__ == "__main__":
    main()

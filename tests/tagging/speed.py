"""What tagging costs against another state of the code: CPU seconds for the same texts, in turns.

    git worktree add --detach OTHER COMMIT
    python -m tests.tagging.speed OTHER [--texts 60]

Each tree tags in a process of its own, ten texts at a time, one tree after the other, so that whatever else the machine
does befalls both alike. The first round is cold (no word met before), the second is not. The texts are those of
`ukraine-crisis-90`, which lie outside of the repository.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path

from tests.support.shared import SHARED

HERE = Path(__file__).parents[2]
TURN = 10
UNIT = 3_000
"""Characters by which texts of different lengths are counted."""
_CHILD = """
import json, sys, time
from archive.tagging.values import Article
from tests.tagging.sample_score import Judge
tagger = Judge().tagger
print("ready", flush=True)
for line in sys.stdin:
    articles = [Article(text, title, "en") for title, text in json.loads(line)]
    began = time.process_time()
    for _ in tagger.tag_many(articles):
        pass
    print(time.process_time() - began, flush=True)
"""


class Tree:
    """The tagger of one tree, in a process of its own."""

    def __init__(self, folder: Path) -> None:
        env = os.environ | {"PYTHONPATH": str(folder), "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        self._process = subprocess.Popen(
            [sys.executable, "-c", _CHILD],
            cwd=folder,
            env=env,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._answer()

    def seconds(self, texts: list[tuple[str, str]]) -> float:
        """CPU seconds that tagging these texts takes."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(texts) + "\n")
        self._process.stdin.flush()
        return float(self._answer())

    def close(self) -> None:
        self._process.communicate()

    def _answer(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the tagger of this tree ended with {self._process.wait()}")
        return line


def texts(count: int) -> list[tuple[str, str]]:
    """Headline and body of the first articles by name; sentence 0 is the headline."""
    folder = SHARED / "corpora" / "ukraine-crisis-90" / "all-data-as-json"
    found = []
    for path in sorted(folder.glob("*.json"))[:count]:
        rows = json.loads(path.read_text(encoding="utf-8"))["sentences"]
        said = [row["content"] for row in sorted(rows, key=lambda row: row["position_in_article"])]
        found.append((said[0], " ".join(said[1:])))
    return found


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("other", type=Path)
    asked.add_argument("--texts", type=int, default=60)
    given = asked.parse_args()
    chosen = texts(given.texts)
    units = sum(len(body) for _, body in chosen) / UNIT
    other, here = trees = Tree(given.other.resolve()), Tree(HERE)
    began = time.monotonic()
    for name in ("cold", "again"):
        spent = dict.fromkeys(trees, 0.0)
        for at in range(0, len(chosen), TURN):
            for tree in trees:
                spent[tree] += tree.seconds(chosen[at : at + TURN])
        sys.stdout.write(
            f"{name}: other {spent[other]:.1f} s, here {spent[here]:.1f} s of CPU for {units:.0f} units of {UNIT} "
            f"characters ({units / spent[here]:.1f} a second here); ratio {spent[here] / spent[other]:.3f}\n"
        )
    sys.stdout.write(f"{time.monotonic() - began:.0f} s in all\n")
    for tree in trees:
        tree.close()


if __name__ == "__main__":
    main()

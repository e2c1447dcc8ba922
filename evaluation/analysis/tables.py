"""The table of brain measures from own.tsv and tools.tsv. python3 tables.py FOLDER. Needs numpy. See README.md."""
import sys
from pathlib import Path

import numpy as np

VARIANTS = ["regridded", "quickshear", "scalp", "probability", "template", "refaced"]


def table(path):
    lines = [line.split("\t") for line in path.read_text().strip().split("\n")]
    print(f"\n{path.name}: {len({line[0] for line in lines[1:]})} heads\n")
    keys = lines[0][2:]
    print("| variant | " + " | ".join(keys) + " |")
    print("|---|" + "---|" * len(keys))
    for variant in VARIANTS:
        rows = np.array([[float(cell) for cell in line[2:]] for line in lines[1:] if line[1] == variant])
        cells = []
        for column, key in zip(rows.T, keys):
            if np.isnan(column).all():
                cells.append("-")
                continue
            worst = column.min() if key.endswith("dice") else column[np.argmax(np.abs(column))]
            cells.append(f"{np.median(column):.3g} ({worst:.3g})")
        print(f"| {variant} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    for name in ("own.tsv", "tools.tsv"):
        table(Path(sys.argv[1]) / name)

"""The tables of brain measures. python3 tables.py FILE.tsv...: one table each. Needs numpy. See README.md."""
import sys
from pathlib import Path

import numpy as np

VARIANTS = ["regridded", "quickshear", "scalp", "probability", "template", "refaced"]
NOISE = "regridded"
# A program that changes its mind when the original alone is put on another grid cannot judge a defacer: such heads are left
# out, by the original and the regridded original alone.
UNSTABLE_PERCENT, UNSTABLE_DICE = 10, 0.9
STEADY = [("brain", "dice"), ("bet_percent", "bet_dice"), ("atlas_percent", "atlas_dice")]
DRAWS = 4000


def read(path):
    lines = [line.split("\t") for line in path.read_text().strip().split("\n")]
    keys = lines[0][2:]
    heads = sorted({line[0] for line in lines[1:]})
    found = {(line[0], line[1]): [float(cell) for cell in line[2:]] for line in lines[1:]}
    heads = [head for head in heads if all((head, variant) in found for variant in VARIANTS)]
    return keys, heads, {v: np.array([found[head, v] for head in heads]) for v in VARIANTS}


def unsteady(keys, noise):
    """Heads [bool] on which one of the program's brains changes with the grid."""
    out = np.zeros(len(noise), bool)
    for percent, dice in STEADY:
        if percent in keys:
            out |= np.abs(noise[:, keys.index(percent)]) > UNSTABLE_PERCENT
            out |= noise[:, keys.index(dice)] < UNSTABLE_DICE
    return out


def effect(key, values):
    """How far from no change at all."""
    return 1 - values if key.endswith("dice") else np.abs(values)


def table(path):
    keys, heads, values = read(path)
    out = unsteady(keys, values[NOISE])
    print(f"\n{path.name}: {len(heads)} heads, {out.sum()} left out ({', '.join(np.array(heads)[out]) or '-'})\n")
    values = {variant: rows[~out] for variant, rows in values.items()}
    n = (~out).sum()
    draw = np.random.default_rng(4).integers(0, n, (DRAWS, n))
    print("| variant | " + " | ".join(keys) + " |")
    print("|---|" + "---|" * len(keys))
    for variant in VARIANTS:
        cells = []
        for c, key in enumerate(keys):
            column = values[variant][:, c]
            if np.isnan(column).any():
                cells.append("-")
                continue
            low, high = np.percentile(np.median(column[draw], axis=1), [2.5, 97.5])
            cells.append(f"{np.median(column):.3g} ({low:.3g} to {high:.3g})")
        print(f"| {variant} | " + " | ".join(cells) + " |")
    # The bar: sizes of differences, so that gains and losses do not cancel; interval of the difference of the two medians.
    print(f"\nMedian size of the differences less that of {NOISE}:\n")
    print("| variant | " + " | ".join(keys) + " |")
    print("|---|" + "---|" * len(keys))
    for variant in VARIANTS[1:]:
        cells = []
        for c, key in enumerate(keys):
            own, noise = effect(key, values[variant][:, c]), effect(key, values[NOISE][:, c])
            if np.isnan(own).any():
                cells.append("-")
                continue
            low, high = np.percentile(np.median(own[draw], axis=1) - np.median(noise[draw], axis=1), [2.5, 97.5])
            kept = np.median(own) <= np.median(noise)
            cells.append(f"{np.median(own) - np.median(noise):+.2g} ({low:.2g} to {high:.2g}) {'within' if kept else '**above**'}")
        print(f"| {variant} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    for name in sys.argv[1:]:
        table(Path(name))

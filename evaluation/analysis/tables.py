"""The tables of brain measures. python3 tables.py FILE.tsv...: one table each. Needs numpy. See README.md."""
import sys
from pathlib import Path

import numpy as np

VARIANTS = ["regridded", "keep-ears", "quickshear", "scalp", "probability", "template", "refaced"]
NOISE = "regridded"
# A program that changes its mind when the original alone is put on another grid cannot judge a defacer: such heads are left
# out, by the original and the regridded original alone.
UNSTABLE_PERCENT, UNSTABLE_DICE = 10, 0.9
# Brain and Dice of one program, by the first column of it.
PROGRAMS = {"brain": "dice", "bet_percent": "bet_dice", "atlas_percent": "atlas_dice"}
DRAWS = 4000


def read(path):
    lines = [line.split("\t") for line in path.read_text().strip().split("\n")]
    keys = lines[0][2:]
    heads = sorted({line[0] for line in lines[1:]})
    found = {(line[0], line[1]): [float(cell) for cell in line[2:]] for line in lines[1:]}
    variants = [variant for variant in VARIANTS if any(variant == other for _, other in found)]
    heads = [head for head in heads if all((head, variant) in found for variant in variants)]
    return keys, heads, {v: np.array([found[head, v] for head in heads]) for v in variants}


def unsteady(keys, noise):
    """Heads [bool, for each column] on which the program's brain changes with the grid."""
    out = np.zeros(noise.shape, bool)
    for percent, dice in PROGRAMS.items():
        if percent in keys:
            columns = keys.index(percent), keys.index(dice)
            wrong = (np.abs(noise[:, columns[0]]) > UNSTABLE_PERCENT) | (noise[:, columns[1]] < UNSTABLE_DICE)
            own = columns if percent != "brain" else range(len(keys))
            out[np.ix_(wrong, own)] = True
    return out


def effect(key, values):
    """How far from no change at all."""
    return 1 - values if key.endswith("dice") else np.abs(values)


def table(path):
    keys, heads, values = read(path)
    out = unsteady(keys, values[NOISE])
    print(f"\n{path.name}: {len(heads)} heads; left out: " + ", ".join(f"{key} {n}" for key, n in zip(keys, out.sum(axis=0))) + "\n")
    random = np.random.default_rng(4)
    draws = [random.integers(0, n, (DRAWS, n)) for n in (~out).sum(axis=0)]
    print("| variant | " + " | ".join(keys) + " |")
    print("|---|" + "---|" * len(keys))
    for variant in values:
        cells = []
        for c, draw in enumerate(draws):
            column = values[variant][~out[:, c], c]
            if np.isnan(column).any() or not len(column):
                cells.append("-")
                continue
            low, high = np.percentile(np.median(column[draw], axis=1), [2.5, 97.5])
            cells.append(f"{np.median(column):.3g} ({low:.3g} to {high:.3g})")
        print(f"| {variant} | " + " | ".join(cells) + " |")
    # The bar: sizes of differences, so that gains and losses do not cancel; interval of the difference of the two medians.
    print(f"\nMedian size of the differences less that of {NOISE}:\n")
    print("| variant | " + " | ".join(keys) + " |")
    print("|---|" + "---|" * len(keys))
    for variant in list(values)[1:]:
        cells = []
        for c, (key, draw) in enumerate(zip(keys, draws)):
            own, noise = (effect(key, values[v][~out[:, c], c]) for v in (variant, NOISE))
            if np.isnan(own).any() or not len(own):
                cells.append("-")
                continue
            low, high = np.percentile(np.median(own[draw], axis=1) - np.median(noise[draw], axis=1), [2.5, 97.5])
            more = np.median(own) - np.median(noise)
            cells.append(f"{more:+.2g} ({low:.2g} to {high:.2g}) {'within' if more <= 0 else '**above**'}")
        print(f"| {variant} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    for name in sys.argv[1:]:
        table(Path(name))

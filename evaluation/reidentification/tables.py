"""The recogniser's table from descriptors.json. python3 tables.py PICTURES. Needs numpy. See README.md."""
import json
import sys
from pathlib import Path

import numpy as np

from attack import VARIANTS, wilson


def ranks(probes, gallery, how):
    names = list(gallery)
    known = np.array([gallery[name]["known"] for name in names])
    out = []
    for n, name in enumerate(names):
        distance = np.linalg.norm(known - np.array(probes[name][how]), axis=1)
        out.append(1 + (distance < distance[n]).sum())
    return np.array(out)


def main(folder):
    described = json.loads((folder / "descriptors.json").read_text())
    n = len(described["gallery"])
    print(f"{n} people; chance of rank 1 {100 / n:.1f} %, of rank 5 {500 / n:.1f} %, median rank {(n + 1) / 2:.0f}\n")
    for how in ("known", "detected"):
        if how not in described["original"][next(iter(described["gallery"]))]:
            continue
        print(f"| probe, place of the face {how} | rank-1 | rank <= 5 | median rank |")
        print("|---|---|---|---|")
        for variant in VARIANTS:
            rank = ranks(described[variant], described["gallery"], how)
            low, high = wilson((rank == 1).sum(), n)
            print(f"| {variant} | {100 * (rank == 1).mean():.1f} % ({low:.1f} to {high:.1f}) | {100 * (rank <= 5).mean():.1f} % | {np.median(rank):.0f} |")
        print()
    # How alike heads are to one another: a distance below 0.6 is usually taken for one person.
    for variant in ("original", "template", "refaced"):
        d = np.array([described[variant][name]["known"] for name in described["gallery"]])
        apart = np.linalg.norm(d[:, None] - d[None], axis=2)[np.triu_indices(n, 1)]
        print(f"{variant}: median distance between two people {np.median(apart):.3f}; below 0.6: {100 * (apart < 0.6).mean():.0f} %")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""The recogniser's table from descriptors.json. python3 tables.py PICTURES. Needs numpy. See README.md."""
import json
import sys
from pathlib import Path

import numpy as np

from attack import VARIANTS, wilson


def distances(probes, gallery, names, how):
    """[people, probes of each, gallery]"""
    known = np.array([gallery[name][0][how] for name in names])
    found = np.array([[probe[how] for probe in probes[name] if how in probe] for name in names])
    return np.linalg.norm(found[:, :, None] - known, axis=3)


def ranks(distance):
    """[people, probes] -> rank of the right person."""
    own = np.diagonal(distance, axis1=0, axis2=2).T
    return 1 + (distance < own[:, :, None]).sum(axis=2)


def over_people(share, draws=4000):
    """Percentiles of the mean when people are drawn anew; the upper end of none at all by the rule of three."""
    n = len(share)
    drawn = share[np.random.default_rng(5).integers(0, n, (draws, n))].mean(axis=1)
    low, high = np.percentile(drawn, [2.5, 97.5])
    return 100 * low, 100 * max(high, 3 / n if share.sum() == 0 else 0)


def detector(scores):
    """How often a face is found in the front view, at the detectors' own bound of 0.5, and how sure they are."""
    print("\n| front view | tiny: found | median score | SSD: found | median score |")
    print("|---|---|---|---|---|")
    for variant, heads in scores.items():
        cells = []
        for kind in ("tiny", "ssd"):
            some = np.array([head[kind] for head in heads.values() if kind in head])
            if len(some):
                hits = (some >= 0.5).sum()
                low, high = wilson(hits, len(some))
                cells += [f"{hits} of {len(some)} ({low:.0f} to {high:.0f} %)", f"{np.median(some):.2f}"]
        if cells:
            print(f"| {variant} | " + " | ".join(cells) + " |")
    print()


def rates(described, names, some):
    """A row for each variant: some people are looked for among all of them."""
    at = [names.index(name) for name in some]
    n = len(some)
    print(f"\n{n} people looked for among {len(names)}\n")
    print("| probe | rank-1 of single pictures | rank <= 5 | median rank | rank-1 of both together |")
    print("|---|---|---|---|---|")
    for variant in VARIANTS:
        distance = distances(described[variant], described["gallery"], names, "known")
        rank = ranks(distance)[at]
        low, high = over_people((rank == 1).mean(axis=1))
        both = ranks(distance.mean(axis=1, keepdims=True))[at]
        hits = (both == 1).sum()
        of = "{:.1f} % ({:.1f} to {:.1f})".format
        print(
            f"| {variant} | {of(100 * (rank == 1).mean(), low, high)} | {100 * (rank <= 5).mean():.1f} % |"
            f" {np.median(rank):.0f} | {of(100 * hits / n, *wilson(hits, n))} |"
        )


def main(folder):
    described = json.loads((folder / "descriptors.json").read_text())
    names = list(described["gallery"])
    n = len(names)
    print(f"{n} people; chance of rank 1 {100 / n:.1f} %, of rank 5 {min(100, 500 / n):.1f} %, median rank {(n + 1) / 2:.1f}\n")
    use = dict(line.split("\t") for line in (folder / "heads.tsv").read_text().split("\n") if line)
    rates(described, names, names)
    for group in ("test", "atlas"):
        some = [name for name in names if use[name] == group]
        if some:
            rates(described, names, some)
    detector(json.loads((folder / "detected.json").read_text()))
    # How alike heads are to one another: a distance below 0.6 is usually taken for one person.
    for variant in ("original", "template", "refaced"):
        d = np.array([described[variant][name][0]["known"] for name in names])
        apart = np.linalg.norm(d[:, None] - d[None], axis=2)[np.triu_indices(n, 1)]
        print(f"{variant}: median distance between two people {np.median(apart):.3f}; below 0.6: {100 * (apart < 0.6).mean():.0f} %")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

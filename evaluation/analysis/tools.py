"""Brain measures by programs from outside: mia-tools and elastix. See README.md.

python3 tools.py IMAGES TEMPLATE OUT.tsv [HEADS]: one row for each head and variant. Needs numpy, scipy, mia-tools, elastix.
"""
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from scipy import ndimage

VARIANTS = ["original", "regridded", "quickshear", "scalp", "probability", "template", "refaced"]
REGISTERED = ["original", "regridded", "template", "refaced"]
PARAMETERS = """(FixedInternalImagePixelType "float")(MovingInternalImagePixelType "float")
(Registration "MultiResolutionRegistration")(FixedImagePyramid "FixedSmoothingImagePyramid")
(MovingImagePyramid "MovingSmoothingImagePyramid")(Interpolator "LinearInterpolator")(Metric "AdvancedMattesMutualInformation")
(Optimizer "AdaptiveStochasticGradientDescent")(ResampleInterpolator "FinalBSplineInterpolator")(Resampler "DefaultResampler")
(Transform "AffineTransform")(AutomaticTransformInitialization "true")(AutomaticScalesEstimation "true")
(HowToCombineTransforms "Compose")(NumberOfResolutions 3)(MaximumNumberOfIterations 300)(NumberOfSpatialSamples 3000)
(NewSamplesEveryIteration "true")(ImageSampler "RandomCoordinate")(NumberOfHistogramBins 32)(DefaultPixelValue 0)(RandomSeed 7)
(WriteResultImage "false")
"""


def read(path):
    raw = path.read_bytes()
    order = "<" if np.frombuffer(raw, "<i4", 1)[0] == 348 else ">"
    shape = np.frombuffer(raw, order + "i2", 4, 40)[1:]
    kind = {2: "u1", 4: "i2", 8: "i4", 16: "f4", 64: "f8", 512: "u2"}[np.frombuffer(raw, order + "i2", 1, 70)[0]]
    offset = int(np.frombuffer(raw, order + "f4", 1, 108)[0])
    size = np.abs(np.frombuffer(raw, order + "f4", 4, 76)[1:])
    return np.frombuffer(raw, order + kind, int(np.prod(shape)), offset).reshape(shape[::-1]).astype(np.float32), size.prod()


def quiet(*command):
    subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def mia(image, work):
    """Brain mask of mia-3dbrainextractT1, and grey, white and fluid in it by fuzzy c-means of its brightness."""
    out = work / "brain.nii"
    out.unlink(missing_ok=True)
    quiet("mia-3dbrainextractT1", "-i", image, "-o", out)
    brain, voxel = read(out)
    mask = ndimage.binary_fill_holes(brain > 0)
    return mask, tissues(brain[brain > 0]) * voxel / 1000


def tissues(values):
    """Volumes in voxels of fluid, grey and white: fuzzy c-means (Bezdek 1981) of three classes, fuzziness 2."""
    centres = np.percentile(values, [5, 40, 80])
    for _ in range(60):
        distance = (values[:, None] - centres) ** 2 + 1e-6
        member = 1 / distance / (1 / distance).sum(axis=1, keepdims=True)
        weight = member ** 2
        centres = (weight * values[:, None]).sum(axis=0) / weight.sum(axis=0)
    return member.sum(axis=0)


def placed(template, image, work):
    """Where elastix puts points of the template's brain in the image, mm; affine, whole heads."""
    parameters = work / "affine.txt"
    parameters.write_text(PARAMETERS.replace(")(", ")\n("))
    quiet("elastix", "-f", template, "-m", image, "-p", parameters, "-out", work, "-threads", 1)
    text = (work / "TransformParameters.0.txt").read_text()
    numbers = lambda key: np.array(re.search(rf"\({key} ([^)]*)\)", text)[1].split(), float)
    t, centre = numbers("TransformParameters"), numbers("CenterOfRotationPoint")
    # The middle and the radius of the template's brain, LPS mm.
    grid = np.stack(np.meshgrid(*[np.linspace(-60, 60, 7)] * 3), -1).reshape(-1, 3)
    points = grid[np.linalg.norm(grid, axis=1) < 70] + np.array([0, 19, 25])
    return (points - centre) @ t[:9].reshape(3, 3).T + t[9:] + centre


def dice(a, b):
    return 2 * (a & b).sum() / (a.sum() + b.sum())


def main(images, template, out, most):
    rows = ["head\tvariant\tmia_percent\tmia_dice\tcsf_percent\tgrey_percent\twhite_percent\telastix_mm"]
    for head in sorted(images.iterdir())[:most]:
        with tempfile.TemporaryDirectory() as name:
            work = Path(name)
            for variant in VARIANTS:
                image = head / (variant + ".nii")
                mask, volumes = mia(image, work)
                points = placed(template, image, work) if variant in REGISTERED else None
                if variant == "original":
                    first = mask, volumes, points
                    continue
                if variant == "regridded":
                    # Half a voxel along each axis; which way depends on how the program turns the image.
                    shifts = [ndimage.shift(mask.astype(np.float32), (a, b, c), order=1) > 0.5 for a in (-0.5, 0.5) for b in (-0.5, 0.5) for c in (-0.5, 0.5)]
                    same = max(dice(first[0], moved) for moved in shifts)
                else:
                    same = dice(first[0], mask)
                change = 100 * (volumes / first[1] - 1)
                apart = np.linalg.norm(points - first[2], axis=1).mean() if points is not None else float("nan")
                volume = 100 * (mask.sum() / first[0].sum() - 1)
                rows.append(f"{head.name}\t{variant}\t{volume:.3f}\t{same:.4f}\t" + "\t".join(f"{c:.3f}" for c in change) + f"\t{apart:.3f}")
                out.write_text("\n".join(rows) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]) if len(sys.argv) > 4 else 1000)

"""Brain measures by programs from outside: mia-tools and elastix. See README.md.

python3 tools.py mia|elastix IMAGES TEMPLATES OUT.tsv: one row for each head and variant. Needs numpy, scipy, mia-tools, elastix.
"""
import gzip
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from scipy import ndimage

VARIANTS = ["original", "regridded", "keep-ears", "quickshear", "scalp", "probability", "template", "refaced"]
# Elastix manual, 5.3.4 and 5.5; Klein et al. 2010, IEEE TMI 29:196.
COMMON = """(FixedInternalImagePixelType "float")
(MovingInternalImagePixelType "float")
(Registration "MultiResolutionRegistration")
(FixedImagePyramid "FixedSmoothingImagePyramid")
(MovingImagePyramid "MovingSmoothingImagePyramid")
(Interpolator "LinearInterpolator")
(Metric "AdvancedMattesMutualInformation")
(Optimizer "AdaptiveStochasticGradientDescent")
(ResampleInterpolator "FinalBSplineInterpolator")
(FinalBSplineInterpolationOrder 1)
(Resampler "DefaultResampler")
(HowToCombineTransforms "Compose")
(NewSamplesEveryIteration "true")
(ImageSampler "RandomCoordinate")
(NumberOfHistogramBins 32)
(DefaultPixelValue 0)
(RandomSeed 7)
(ErodeMask "false")
(ResultImageFormat "nii")
(ResultImagePixelType "float")
(WriteResultImage "false")
"""
AFFINE = COMMON + """(Transform "AffineTransform")
(AutomaticTransformInitialization "true")
(AutomaticScalesEstimation "true")
(NumberOfResolutions 3)
(MaximumNumberOfIterations 150)
(NumberOfSpatialSamples 2000)
"""
BSPLINE = COMMON + """(Transform "BSplineTransform")
(FinalGridSpacingInPhysicalUnits 20)
(NumberOfResolutions 2)
(MaximumNumberOfIterations 120)
(NumberOfSpatialSamples 2000)
"""
# Skull and scalp around the brain, which every variant keeps.
AROUND_BRAIN_MM = 8


class Image:
    """A NIfTI file that was read: values [x, y, z, ...] and the map from voxels to RAS mm of its sform."""

    def __init__(self, path):
        raw = (gzip.open(path) if path.suffix == ".gz" else open(path, "rb")).read()
        order = "<" if np.frombuffer(raw, "<i4", 1)[0] == 348 else ">"
        dim = np.frombuffer(raw, order + "i2", 8, 40)
        kind = {2: "u1", 4: "i2", 8: "i4", 16: "f4", 64: "f8", 512: "u2"}[np.frombuffer(raw, order + "i2", 1, 70)[0]]
        offset = int(np.frombuffer(raw, order + "f4", 1, 108)[0])
        shape = dim[1 : 1 + dim[0]]
        values = np.frombuffer(raw, order + kind, int(np.prod(shape.astype(int))), offset)
        self.values = values.reshape(shape, order="F").astype(np.float32)
        self.world = np.vstack([np.frombuffer(raw, order + "f4", 12, 280).reshape(3, 4), [0, 0, 0, 1]]).astype(float)

    @property
    def voxel_mm3(self):
        return abs(np.linalg.det(self.world[:3, :3]))


def write(path, values, world):
    header = bytearray(352)
    header[0:4] = np.array([348], "<i4").tobytes()
    header[40:56] = np.array([3, *values.shape, 1, 1, 1, 1], "<i2").tobytes()
    header[70:74] = np.array([16, 32], "<i2").tobytes()
    header[76:92] = np.array([1, *np.linalg.norm(world[:3, :3], axis=0)], "<f4").tobytes()
    header[108:116] = np.array([352, 1], "<f4").tobytes()
    header[254:256] = np.array([1], "<i2").tobytes()  # sform_code
    header[280:328] = world[:3].astype("<f4").tobytes()
    header[344:348] = b"n+1\0"
    path.write_bytes(bytes(header) + values.astype("<f4").tobytes(order="F"))


def quiet(*command):
    subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def fuzzy(values, weights):
    """Volumes of fluid, grey and white: fuzzy c-means (Bezdek 1981) of three classes, fuzziness 2, of 512 brightnesses."""
    weights, edges = np.histogram(values, 512, weights=weights)
    values = (edges[1:] + edges[:-1]) / 2
    centres = np.interp([0.05, 0.4, 0.8], weights.cumsum() / weights.sum(), values)
    for _ in range(100):
        distance = (values[:, None] - centres) ** 2 + 1e-6
        member = 1 / distance / (1 / distance).sum(axis=1, keepdims=True)
        weight = member**2 * weights[:, None]
        centres = (weight * values[:, None]).sum(axis=0) / weight.sum(axis=0)
    return (member * weights[:, None]).sum(axis=0)


def dice(a, b):
    return 2 * (a & b).sum() / (a.sum() + b.sum())


def mia(image, original, work):
    """Brain mask of mia-3dbrainextractT1, and the tissues in it. The program turns the image: Dice is of its own lattice."""
    out = work / "brain.nii"
    out.unlink(missing_ok=True)
    quiet("mia-3dbrainextractT1", "-i", image, "-o", out)
    brain = Image(out)
    mask = ndimage.binary_fill_holes(brain.values > 0)
    inside = brain.values[brain.values > 0]
    return {"mask": mask, "volumes": np.append(mask.sum(), fuzzy(inside, np.ones(len(inside))))}


def mia_dice(first, other, variant):
    if variant != "regridded":
        return dice(first["mask"], other["mask"])
    # Half a voxel along each axis; which way depends on how the program turns the image.
    mask = other["mask"].astype(np.float32)
    steps = (-0.5, 0.5)
    return max(dice(first["mask"], ndimage.shift(mask, (a, b, c), order=1) > 0.5) for a in steps for b in steps for c in steps)


class Template:
    """The head template for whole heads; its brain and what lies around it for the rest."""

    def __init__(self, folder, work):
        head = Image(folder / "tpl-Bidsveil_res-02_T1w.nii.gz")
        brain = Image(folder / "tpl-Bidsveil_res-02_label-brain_probseg.nii.gz").values
        brain = brain >= 0.5 * brain.max()
        around = ndimage.distance_transform_edt(~brain) * head.voxel_mm3 ** (1 / 3) <= AROUND_BRAIN_MM
        self.file, self.part, self.mask = work / "template.nii", work / "part.nii", work / "mask.nii"
        write(self.file, head.values, head.world)
        self.points = np.argwhere(brain) @ head.world[:3, :3].T + head.world[:3, 3]
        box = ndimage.find_objects(around.astype(int))[0]
        self.world = head.world.copy()
        self.world[:3, 3] += head.world[:3, :3] @ [side.start for side in box]
        self.brain = brain[box]
        write(self.part, head.values[box], self.world)
        write(self.mask, around[box].astype(np.float32), self.world)
        (work / "affine.txt").write_text(AFFINE)
        (work / "bspline.txt").write_text(BSPLINE)
        # Lattice of half the spacing: splatted, it leaves no hole in a head's voxels of 2 mm.
        fine = ndimage.zoom(self.brain.astype(np.float32), 2, order=1) > 0.5
        self.fine = np.argwhere(fine) * (np.array(self.brain.shape) - 1) / (np.array(fine.shape) - 1)

    def affine(self, image, work):
        """Where the affine registration of the whole head puts the template's brain, LPS mm [points, 3]."""
        quiet("elastix", "-f", self.file, "-m", image, "-out", work, "-threads", 1, "-p", work / "affine.txt")
        text = (work / "TransformParameters.0.txt").read_text()
        numbers = lambda key: np.array(re.search(rf"\({key} ([^)]*)\)", text)[1].split(), float)
        t, centre = numbers("TransformParameters"), numbers("CenterOfRotationPoint")
        return (self.points * [-1, -1, 1] - centre) @ t[:9].reshape(3, 3).T + t[9:] + centre

    def warped(self, image, work):
        """Where affine and B-spline about the brain put the template's voxels, RAS mm [x, y, z, 3], and the image on them."""
        steps = "-p", work / "affine.txt", "-p", work / "bspline.txt"
        quiet("elastix", "-f", self.part, "-fMask", self.mask, "-m", image, "-out", work, "-threads", 1, *steps)
        quiet("transformix", "-tp", work / "TransformParameters.1.txt", "-in", image, "-def", "all", "-out", work, "-threads", 1)
        field = Image(work / "deformationField.nii").values.reshape(self.brain.shape + (3,)) * [-1, -1, 1]  # LPS
        voxels = np.moveaxis(np.indices(self.brain.shape), 0, -1)
        return voxels @ self.world[:3, :3].T + self.world[:3, 3] + field, Image(work / "result.nii").values


def elastix(image, original, work, template):
    """Affine of whole heads; affine and B-spline about the brain, with the volumes that it gives."""
    whole = template.affine(image, work)
    points, values = template.warped(image, work)
    gradients = np.stack([np.stack(np.gradient(points[..., c]), -1) for c in range(3)], -2)
    volume = np.abs(np.linalg.det(gradients))[template.brain]
    tissue = fuzzy(values[template.brain], volume)
    # The warped brain on the lattice of the original.
    fine = np.stack([ndimage.map_coordinates(points[..., c], template.fine.T, order=1) for c in range(3)], -1)
    grid = Image(original)
    back = np.linalg.inv(grid.world)
    voxel = np.rint(fine @ back[:3, :3].T + back[:3, 3]).astype(int)
    mask = np.zeros(grid.values.shape[:3], bool)
    voxel = voxel[((voxel >= 0) & (voxel < mask.shape)).all(axis=1)]
    mask[tuple(voxel.T)] = True
    return {"mask": mask, "volumes": np.append(volume.sum(), tissue), "whole": whole, "points": points[template.brain]}


def main(tool, images, templates, out):
    rows = ["head\tvariant\tbrain\tcsf\tgrey\twhite\tdice" + ("\taffine_mm\tbspline_mm" if tool == "elastix" else "")]
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        template = Template(templates, work) if tool == "elastix" else None
        for head in sorted(images.iterdir()):
            original = head / "original.nii"
            for variant in VARIANTS:
                image = head / (variant + ".nii")
                found = elastix(image, original, work, template) if template else mia(image, original, work)
                if variant == "original":
                    first = found
                    continue
                numbers = list(100 * (found["volumes"] / first["volumes"] - 1))
                if template:
                    numbers.append(dice(first["mask"], found["mask"]))
                    numbers += [np.linalg.norm(found[key] - first[key], axis=1).mean() for key in ("whole", "points")]
                else:
                    numbers.append(mia_dice(first, found, variant))
                rows.append(f"{head.name}\t{variant}\t" + "\t".join(f"{number:.4f}" for number in numbers))
                out.write_text("\n".join(rows) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), Path(sys.argv[4]))

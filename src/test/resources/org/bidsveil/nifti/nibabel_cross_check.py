"""Writes NIfTI files with nibabel, and tells what nibabel reads in them and in ours.

Arguments: a working folder with the files of the other implementation under ``ours/``, and a folder
with real heads or ``-``. Written to the working folder: ``theirs/`` (files), ``values/NAME.f32`` (the
scaled voxels, little-endian float32, first axis fastest), ``images.tsv`` and ``heads.tsv``.
"""

import sys
import warnings
from pathlib import Path

import nibabel as nib
import numpy as np

warnings.simplefilter("ignore")
work = Path(sys.argv[1])
heads = sys.argv[2]
rng = np.random.default_rng(1)

RGB = np.dtype([("R", "u1"), ("G", "u1"), ("B", "u1")])
RGBA = np.dtype([("R", "u1"), ("G", "u1"), ("B", "u1"), ("A", "u1")])
TYPES = "u1 i1 i2 u2 i4 u4 i8 u8 f4 f8 c8 c16".split()


def affine(kind):
    """A random rotation with voxel sizes and offsets, mirrored for ``qform`` files (qfac -1)."""
    q, _ = np.linalg.qr(rng.normal(size=(3, 3)))
    q *= np.sign(np.linalg.det(q)) * (-1 if kind == "mirrored" else 1)
    m = np.eye(4)
    m[:3, :3] = q @ np.diag(rng.uniform(0.4, 3, 3))
    m[:3, 3] = rng.uniform(-120, 120, 3)
    return m


def data(dtype, shape):
    dtype = np.dtype(dtype)
    if dtype.names:
        out = np.zeros(shape, dtype)
        for name in dtype.names:
            out[name] = rng.integers(0, 256, shape)
        return out
    if dtype.kind in "iu":
        info = np.iinfo(dtype)
        return rng.integers(info.min, info.max, shape, dtype=dtype, endpoint=True)
    out = rng.normal(size=shape) * 1e3
    if dtype.kind == "c":
        out = out + 1j * rng.normal(size=shape)
    return out.astype(dtype)


def write(name, klass, order, dtype, shape, kind, scaling=None, extension=False):
    header = klass.header_class(endianness=order)
    header.set_data_dtype(dtype)
    m = affine(kind)
    # an affine given to the image would be stored as sform in a file without codes
    image = klass(data(dtype, shape), None if kind == "none" else m, header)
    if kind == "none":
        image.header.set_zooms(rng.uniform(0.4, 3, len(shape)))
    else:
        image.header.set_sform(m if kind == "sform" else None, code=1 if kind == "sform" else 0)
        image.header.set_qform(m, code=1)
    if scaling:
        image.header.set_slope_inter(*scaling)
    if extension:
        image.header.extensions.append(nib.nifti1.Nifti1Extension("comment", b"scanned at noon"))
    nib.save(image, work / "theirs" / name)


def write_theirs():
    (work / "theirs").mkdir()
    count = 0
    for klass in (nib.Nifti1Image, nib.Nifti2Image):
        for order in "<>":
            for dtype in TYPES + [RGB, RGBA]:
                kind = ("sform", "qform", "mirrored", "none")[count % 4]
                shape = ((5, 4, 3), (3, 5, 4, 2), (2, 3, 4, 1, 3), (6, 5))[count // 4 % 4]
                suffix = ".nii" if count % 3 else ".nii.gz"
                write(f"{count:03}{suffix}", klass, order, dtype, shape, kind, extension=count % 5 == 0)
                count += 1
            for dtype in ("i2", "u1", "u2", "i4", "f4"):
                for scaling in ((0.0123, -4.5), (-2.0, 0.0), (1.0, 32768.0)):
                    write(f"{count:03}.nii.gz", klass, order, dtype, (7, 6, 5), "qform", scaling)
                    count += 1


def real_values(image):
    raw = np.asanyarray(image.dataobj)
    if raw.dtype.names:
        raw = 0.299 * raw["R"] + 0.587 * raw["G"] + 0.114 * raw["B"]
    elif raw.dtype.kind == "c":
        raw = np.hypot(raw.real.astype("f8"), raw.imag.astype("f8"))
    elif image.header.get_slope_inter() != (None, None):
        raw = image.get_fdata(caching="unchanged")
    return raw.astype("f8").astype("<f4") if raw.dtype.kind in "iu" else raw.astype("<f4")


def numbers(values):
    return ",".join(repr(float(v)) for v in np.asarray(values).ravel())


def describe(image):
    h = image.header
    qform = h.get_qform()[:3] if h["qform_code"] > 0 else []
    return [
        ",".join(str(n) for n in image.shape),
        "none" if h["sform_code"] == 0 and h["qform_code"] == 0 else numbers(image.affine[:3]),
        numbers(qform),
        ",".join(f"{e.get_code()}" for e in h.extensions),
    ]


write_theirs()
(work / "values").mkdir()
with open(work / "images.tsv", "w") as table:
    for folder in ("ours", "theirs"):
        for path in sorted((work / folder).iterdir()):
            image = nib.load(path)
            name = f"{folder}/{path.name}"
            (work / "values" / f"{folder}_{path.name}.f32").write_bytes(
                real_values(image).tobytes(order="F")
            )
            print(name, *describe(image), sep="\t", file=table)

if heads != "-":
    with open(work / "heads.tsv", "w") as table:
        for path in sorted(Path(heads).rglob("*.nii*")):
            image = nib.load(path)
            values = real_values(image).ravel(order="F")
            probes = values[[i * 7919 * 104729 % values.size for i in range(1000)]]
            summary = [values.min(), values.max(), values.mean(dtype="f8")]
            print(path, *describe(image), numbers(summary), numbers(probes), sep="\t", file=table)

"""Puts bidsveil on the PATH: unpacks the release that this package carries, once, and starts it."""

import hashlib
import os
import platform
import shutil
import sys
import tarfile
import tempfile
import zlib
from pathlib import Path

__version__ = "0.1.0"

# EX_UNAVAILABLE, EX_CANTCREAT: the program's own exit codes for the same refusals.
UNAVAILABLE, CANNOT_WRITE = 69, 73


class Refusal(Exception):
    """One sentence for the user, and the exit code."""

    def __init__(self, code, sentence):
        super().__init__(sentence)
        self.code = code


def archive():
    """The release beside this file; BIDSVEIL_RELEASE names another."""
    named = os.environ.get("BIDSVEIL_RELEASE")
    found = [Path(named)] if named else sorted(Path(__file__).parent.glob("bidsveil-*.tar.gz"))
    if not found or not found[-1].is_file():
        raise Refusal(UNAVAILABLE, "this package carries no release. Install it again from a wheel, or let "
                                   "BIDSVEIL_RELEASE name a bidsveil-*-linux-*.tar.gz.")
    return found[-1]


def cache():
    """Where releases are unpacked: the user's cache folder, as the XDG base directories say."""
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return Path(base) / "bidsveil"


def java_fits(release):
    """Whether the Java in the archive is for this machine."""
    machine = {"AMD64": "x64", "x86_64": "x64", "aarch64": "aarch64", "arm64": "aarch64"}.get(platform.machine())
    return platform.system() == "Linux" and release.name.endswith(f"-linux-{machine}.tar.gz")


def unpacked(release):
    """The folder of the unpacked release. A half-unpacked one is never seen: it is renamed into place."""
    with open(release, "rb") as file:
        digest = hashlib.sha256()
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    home = cache() / f"{release.name[:-len('.tar.gz')]}-{digest.hexdigest()[:12]}"
    if home.is_dir():
        return home
    try:
        home.parent.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(prefix=".unpacking-", dir=home.parent))
    except OSError as error:
        raise Refusal(CANNOT_WRITE, f"the release cannot be unpacked into {home.parent} ({error.strerror}). "
                                    "Let XDG_CACHE_HOME name a folder that can be written.") from error
    try:
        with tarfile.open(release) as tar:
            wanted = [m for m in tar.getmembers() if java_fits(release) or "/java/" not in m.name + "/"]
            if hasattr(tarfile, "data_filter"):
                tar.extractall(scratch, wanted, filter="data")
            else:
                tar.extractall(scratch, wanted)
        (top,) = scratch.iterdir()
        try:
            top.rename(home)
        except OSError:
            if not home.is_dir():  # another start was faster
                raise
    except (EOFError, tarfile.TarError, zlib.error) as error:
        raise Refusal(UNAVAILABLE, f"{release.name} is damaged. Install bidsveil again.") from error
    except OSError as error:
        raise Refusal(CANNOT_WRITE, f"the release cannot be unpacked into {home.parent} ({error.strerror}). "
                                    "Make room, or let XDG_CACHE_HOME name another folder.") from error
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return home


def main():
    """Becomes bidsveil: same arguments, same streams, same exit code."""
    if os.name != "posix":
        print("bidsveil: this package runs on Linux and macOS. On Windows, use Docker or WSL.", file=sys.stderr)
        return UNAVAILABLE
    try:
        launcher = unpacked(archive()) / "bidsveil"
    except Refusal as refusal:
        print(f"bidsveil: {refusal}", file=sys.stderr)
        return refusal.code
    sys.stdout.flush()
    os.execv(launcher, [str(launcher), *sys.argv[1:]])
    return UNAVAILABLE

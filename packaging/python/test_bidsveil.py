"""The launcher that pip installs, with a release that only tells how it was called.

python3 -m unittest discover packaging/python
"""
import io
import os
import subprocess
import sys
import tarfile
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import bidsveil

TELLS = b'#!/bin/sh\necho "$0"\nfor word in "$@"; do echo "$word"; done\nexit 7\n'


class LauncherTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.release = self.make("bidsveil-1-linux-x64.tar.gz", TELLS)

    def make(self, name, launcher):
        path = self.folder / name
        with tarfile.open(path, "w:gz") as tar:
            for member, content in (("bidsveil", launcher), ("java/bin/java", b"")):
                info = tarfile.TarInfo("bidsveil-1/" + member)
                info.size, info.mode, info.mtime = len(content), 0o755, 1_000_000_000
                tar.addfile(info, io.BytesIO(content))
        return path

    def start(self, *arguments, **environment):
        return subprocess.Popen(
            [sys.executable, "-m", "bidsveil", *arguments], cwd=Path(__file__).parent, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env={"PATH": os.environ["PATH"], "HOME": str(self.folder),
                 "BIDSVEIL_RELEASE": str(self.release), **environment})

    def run_it(self, *arguments, **environment):
        process = self.start(*arguments, **environment)
        out, err = process.communicate(timeout=60)
        return process.returncode, out.splitlines(), err

    def cached(self):
        return sorted((self.folder / ".cache/bidsveil").glob("*"))

    def test_arguments_and_exit_code_pass_through(self):
        code, out, _ = self.run_it("a b", "--suffix", "*")
        self.assertEqual(7, code)
        self.assertEqual(["a b", "--suffix", "*"], out[1:])

    def test_unpacks_once_and_keeps_times(self):
        self.run_it()
        (home,) = self.cached()
        self.assertEqual(1_000_000_000, (home / "bidsveil").stat().st_mtime)
        before = home.stat().st_ino
        self.run_it()
        self.assertEqual([home], self.cached())
        self.assertEqual(before, home.stat().st_ino)

    def test_another_release_is_unpacked_beside_it(self):
        self.run_it()
        self.make(self.release.name, TELLS + b"# newer\n")
        self.run_it()
        self.assertEqual(2, len(self.cached()))

    def test_many_first_starts_at_once(self):
        processes = [self.start() for _ in range(6)]
        for process in processes:
            process.communicate(timeout=60)
        self.assertEqual([7] * 6, [process.returncode for process in processes])
        self.assertEqual(1, len(self.cached()), self.cached())

    def test_a_folder_that_cannot_be_written(self):
        blocked = self.folder / "file"
        blocked.write_text("")
        code, _, err = self.run_it(XDG_CACHE_HOME=str(blocked))
        self.assertEqual(bidsveil.CANNOT_WRITE, code)
        self.assertEqual(1, err.count("\n"), err)
        self.assertIn("XDG_CACHE_HOME", err)

    def test_no_release(self):
        code, _, err = self.run_it(BIDSVEIL_RELEASE=str(self.folder / "none.tar.gz"))
        self.assertEqual(bidsveil.UNAVAILABLE, code)
        self.assertEqual(1, err.count("\n"), err)

    def test_a_broken_release_leaves_nothing(self):
        self.release.write_bytes(self.release.read_bytes()[:80])
        code, _, err = self.run_it()
        self.assertNotEqual(0, code)
        self.assertEqual([], self.cached())
        self.assertEqual(1, err.count("\n"), err)

    def test_java_of_another_machine_is_not_unpacked(self):
        with mock.patch("platform.machine", return_value="arm64"), \
                mock.patch.dict(os.environ, {"XDG_CACHE_HOME": str(self.folder / "c")}):
            home = bidsveil.unpacked(self.release)
        self.assertTrue((home / "bidsveil").exists())
        self.assertFalse((home / "java").exists())


if __name__ == "__main__":
    unittest.main()

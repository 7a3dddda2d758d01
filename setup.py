"""Carry what the installed package needs of configs/ and datasets/ into the wheel."""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).parent


class BuildWithData(build_py):
    """Copy configs/ and datasets/ to ``prioritizer/_data`` of the build, never of the checkout."""

    def run(self) -> None:
        """Build the modules, then lay the data beside them."""
        super().run()
        if self.editable_mode:
            return
        for folder in ("configs", "datasets"):
            target = Path(self.build_lib, "prioritizer", "_data", folder)
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree(ROOT / folder, target)


setup(cmdclass={"build_py": BuildWithData})

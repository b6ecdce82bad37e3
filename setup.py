"""A wheel carries content/, templates/, site_config/ and the MkDocs configuration, so that `guide` works anywhere."""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).resolve().parent
CARRIED = ("content", "templates", "site_config", "mkdocs.yml", "mkdocs.en.yml")


class BuildWithData(build_py):
    """Copies the guide into the package while a wheel is built; an editable install reads it where it is."""

    def run(self) -> None:
        """Build, then copy."""
        super().run()
        if self.editable_mode:
            return
        data = Path(self.build_lib) / "generator" / "data"
        for name in CARRIED:
            source, target = ROOT / name, data / name
            if source.is_dir():
                shutil.copytree(source, target, dirs_exist_ok=True)
            else:
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, target)


setup(cmdclass={"build_py": BuildWithData})

"""Scenarios of one's own that a person chose to keep: one YAML file each, in a folder of their own on this machine."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from platformdirs import user_data_path

from engine.errors import StoreError, UnknownName

_NAME = re.compile(r"[a-z][a-z0-9_]*")


class ScenarioFolder:
    """The kept scenarios by name. Nothing is made on the disk before the first one is kept."""

    def __init__(self, folder: Path | None = None) -> None:
        """Keep them in `folder`; without one in the user's data folder."""
        self._folder = folder

    @property
    def folder(self) -> Path:
        """Where they are kept."""
        return self._folder or user_data_path("handhold", appauthor=False) / "scenarios"

    def names(self) -> tuple[str, ...]:
        """The kept ones, by the alphabet; none when the folder cannot be read."""
        try:
            return tuple(sorted(path.stem for path in self.folder.glob("*.yaml") if _NAME.fullmatch(path.stem)))
        except OSError:
            return ()

    def path(self, name: str) -> Path | None:
        """The file of a kept scenario; None when there is none of that name."""
        path = self.folder / f"{name}.yaml"
        return path if _NAME.fullmatch(name) and path.is_file() else None

    def keep(self, name: str, text: str) -> Path:
        """Keep a scenario, whole or not at all, in the place of one of the same name; readable by its owner alone. StoreError."""
        if not _NAME.fullmatch(name):
            raise ValueError(f"'{name}' cannot be the name of a file")
        path = self.folder / f"{name}.yaml"
        part: Path | None = None
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with NamedTemporaryFile("w", encoding="utf-8", newline="\n", dir=path.parent, suffix=".part", delete=False) as file:
                part = Path(file.name)
                file.write(text)
            part.replace(path)
        except OSError as error:
            raise StoreError(str(self.folder), error.strerror or "it cannot be written") from error
        finally:
            if part is not None:
                with suppress(OSError):
                    part.unlink(missing_ok=True)
        return path

    def forget(self, name: str) -> None:
        """Delete a kept scenario. UnknownName, StoreError."""
        path = self.path(name)
        if path is None:
            raise UnknownName("scenario", name, self.names())
        try:
            path.unlink()
        except OSError as error:
            raise StoreError(str(self.folder), error.strerror or "it cannot be deleted") from error

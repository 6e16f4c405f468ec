"""The home folder: there, writable, and with room to work; and where captures are kept."""

import shutil
import tempfile

from flows.settings import Settings, SettingsError


class DiskFull(OSError):
    """There is too little room to begin."""


def ensure_home(settings: Settings) -> None:
    """Makes the home. Raises SettingsError if it cannot be written, DiskFull if there is no room in it."""
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=settings.home):
            pass
    except OSError as error:
        told = f"the home {settings.home} cannot be written ({error.strerror})"
        raise SettingsError(f"{told}; choose another folder with HOPTAC_HOME") from error
    free = shutil.disk_usage(settings.home).free // 1_000_000
    if free < settings.min_free_mb:
        raise DiskFull(f"{settings.home}: {free} MB free, {settings.min_free_mb} MB needed; make room first")

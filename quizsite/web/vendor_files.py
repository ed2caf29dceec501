"""Serves the named files of front-end libraries straight out of node_modules, and no others.

Of Bootstrap's styles it serves the part that our pages use (`used_styles.py`)."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

from quizsite.web.used_styles import write_used_styles

_FONTS = "@fontsource/be-vietnam-pro/files/be-vietnam-pro-{}-{}-normal.woff2"
_TINOS = "@expo-google-fonts/tinos/{0}/Tinos_{0}.ttf"
FILES: dict[str, str] = {
    **{
        f"vendor/be-vietnam-pro-{subset}-{weight}.woff2": _FONTS.format(subset, weight)
        for subset in ("latin", "vietnamese")
        for weight in (400, 600)
    },
    # The server sets documents in these; pages never ask for them.
    "vendor/tinos-regular.ttf": _TINOS.format("400Regular"),
    "vendor/tinos-italic.ttf": _TINOS.format("400Regular_Italic"),
    "vendor/tinos-bold.ttf": _TINOS.format("700Bold"),
    "vendor/tinos-bold-italic.ttf": _TINOS.format("700Bold_Italic"),
}
STYLES = "vendor/bootstrap.css"


class _RenamingStorage(FileSystemStorage):
    def path(self, name: str) -> str:
        return super().path(FILES.get(name, name))


class VendorFinder(BaseFinder):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.root = Path(settings.BASE_DIR) / "node_modules"
        self.storage = _RenamingStorage(location=self.root)
        self.made = FileSystemStorage(location=Path(settings.VAR_DIR) / "made")
        self._has_styles = False

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(
        self,
        path: str,
        find_all: bool = False,  # noqa: FBT001, FBT002 -- Django's signature
        **kwargs: Any,
    ) -> Any:
        target = self._styles() if path == STYLES else None
        if path in FILES:
            target = self.root / FILES[path]
        found = [str(target)] if target and target.is_file() else []
        if find_all:
            return found
        return found[0] if found else None

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterable[tuple[str, Storage]]:
        for name in FILES:
            yield name, self.storage
        self._styles()
        yield STYLES, self.made

    def _styles(self) -> Path:
        """While pages are being written they are looked through again for each request."""
        file = Path(self.made.path(STYLES))
        if settings.DEBUG or not self._has_styles:
            write_used_styles(file)
            self._has_styles = True
        return file


class ModuleStorage(CompressedManifestStaticFilesStorage):
    """Hashes names, compresses files, and rewrites the `import` lines of our scripts to match."""

    support_js_module_import_aggregation = True

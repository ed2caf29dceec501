"""Serves the named files of front-end libraries straight out of node_modules, and no others."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

_FONTS = "@fontsource/be-vietnam-pro/files/be-vietnam-pro-{}-{}-normal.woff2"
FILES: dict[str, str] = {
    "vendor/bootstrap.min.css": "bootstrap/dist/css/bootstrap.min.css",
    "vendor/bootstrap.min.css.map": "bootstrap/dist/css/bootstrap.min.css.map",
    **{
        f"vendor/be-vietnam-pro-{subset}-{weight}.woff2": _FONTS.format(subset, weight)
        for subset in ("latin", "vietnamese")
        for weight in (400, 600)
    },
}


class _RenamingStorage(FileSystemStorage):
    def path(self, name: str) -> str:
        return super().path(FILES.get(name, name))


class VendorFinder(BaseFinder):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.root = Path(settings.BASE_DIR) / "node_modules"
        self.storage = _RenamingStorage(location=self.root)

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(
        self,
        path: str,
        find_all: bool = False,  # noqa: FBT001, FBT002 -- Django's signature
        **kwargs: Any,
    ) -> Any:
        target = self.root / FILES[path] if path in FILES else None
        found = [str(target)] if target and target.is_file() else []
        if find_all:
            return found
        return found[0] if found else None

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterable[tuple[str, Storage]]:
        for name in FILES:
            yield name, self.storage


class ModuleStorage(CompressedManifestStaticFilesStorage):
    """Hashes names, compresses files, and rewrites the `import` lines of our scripts to match."""

    support_js_module_import_aggregation = True

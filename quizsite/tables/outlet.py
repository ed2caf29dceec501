"""Where an archive writes to while it is sent or stored, so that it never lies in memory whole."""


class Outlet:
    """What the archive writes to: bytes wait here until they are fetched. It cannot be sought,
    so sizes follow each part instead of standing before it."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, part: bytes, /) -> int:
        self._parts.append(bytes(part))
        return len(part)

    def flush(self) -> None:
        """Nothing is kept back."""

    def take(self) -> bytes:
        taken, self._parts = b"".join(self._parts), []
        return taken

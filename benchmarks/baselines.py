"""Measures with pgbench how fast PostgreSQL alone runs the same statements."""

import os
import re
import subprocess
import tempfile

from django.db import connection

_RATE = re.compile(r"tps = ([\d.]+)")


def pgbench(script: str, *, seconds: float, clients: int = 32) -> float:
    """Return the transactions a second of one prepared script on this benchmark's database."""
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(script)
        file.flush()
        settings = connection.settings_dict
        command = ["pgbench", "--no-vacuum", "--protocol=prepared", f"--client={clients}"]
        command += ["--jobs=2", f"--time={max(1, round(seconds))}", f"--file={file.name}"]
        command += [f"--host={settings['HOST']}", f"--username={settings['USER']}"]
        done = subprocess.run(  # noqa: S603 -- our own command
            [*command, str(settings["NAME"])],
            env=os.environ | {"PGPASSWORD": settings["PASSWORD"] or ""},
            capture_output=True,
            text=True,
            check=True,
        )
    found = _RATE.search(done.stdout)
    assert found is not None, done.stdout
    return float(found.group(1))

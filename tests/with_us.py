"""Servers that tests start end with them, also when pytest is killed and cleans nothing up.

One that ran on would keep the test database, and its port, from the next run."""

import shutil

# Of util-linux: the kernel sends the signal when the parent is gone. Before any other word.
WITH_US = ("setpriv", "--pdeathsig", "TERM") if shutil.which("setpriv") else ()

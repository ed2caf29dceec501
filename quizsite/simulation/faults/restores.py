"""Restores an older state under a running round, and tells the servers nothing of it."""

import asyncio
from functools import partial

from quizsite.simulation.faults.backups import restore_backup, take_backup
from quizsite.simulation.faults.run import Run

STEADY_S = 2.0


async def restore(run: Run) -> None:
    """Restore a backup that was taken while people saved."""
    await asyncio.sleep(STEADY_S)
    backup = await asyncio.to_thread(take_backup, run.place, run.stores.postgres)
    await asyncio.sleep(run.size.fault_s)
    for web in run.webs:
        await web.stop()
    run.ledger.is_audited = False
    await asyncio.to_thread(restore_backup, backup, run.stores.postgres)
    await _serve_again(run)


async def recover_to_a_moment(run: Run) -> None:
    """Lose the whole cluster; recover it from a copy and the archived log, to an earlier moment."""
    postgres = run.stores.postgres
    assert postgres  # noqa: S101 -- this fault asks for it
    await asyncio.to_thread(postgres.archive)
    await asyncio.sleep(STEADY_S)
    moment = await asyncio.to_thread(postgres.moment)
    await asyncio.sleep(run.size.fault_s)
    run.ledger.is_audited = False
    await asyncio.to_thread(postgres.lose)
    for web in run.webs:
        await web.stop()
    await asyncio.to_thread(partial(postgres.recover, to=moment))
    await _serve_again(run)


async def _serve_again(run: Run) -> None:
    """Whoever had handed in is on another page by now, which brings back what it holds too."""
    run.fault_ended()
    for web in run.webs:
        await web.start()
    for outbox in run.outboxes:
        if outbox.stopped_with:
            run.begin(outbox.bring_back(), name="whoever had handed in")
    await run.recovered()

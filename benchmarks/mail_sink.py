"""A mail server that takes everything and keeps nothing; a process of its own, so that it does
not share the sender's. It prints its port, and when its input closes what it has taken."""

import asyncio
import json
import sys
from typing import ClassVar

MOST_LINE = 1 << 20


class Sink:
    taken: ClassVar[dict[str, int]] = {"connections": 0, "mails": 0, "bytes": 0}

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.taken["connections"] += 1
        writer.write(b"220 sink\r\n")
        while line := await reader.readline():
            word = line[:4].upper()
            if word == b"DATA":
                writer.write(b"354 go on\r\n")
                await self._take(reader)
            writer.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")
            if word == b"QUIT":
                break
        writer.close()

    async def _take(self, reader: asyncio.StreamReader) -> None:
        body = await reader.readuntil(b"\r\n.\r\n")
        self.taken["mails"] += 1
        self.taken["bytes"] += len(body)


async def main() -> None:
    server = await asyncio.start_server(Sink().serve, "127.0.0.1", 0, limit=MOST_LINE)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    print(json.dumps(Sink.taken), flush=True)
    server.close()


if __name__ == "__main__":
    asyncio.run(main())

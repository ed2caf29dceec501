"""The pace of people, in numbers: what a journey would take a pupil, and an official of 52.

A browser presses and types at once; people read, look for the key and wait for the mail. So a
journey counts presses, keystrokes and letters to read, and a pace turns them into seconds."""

import re
import time
import unicodedata
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page

# What somebody sees of a page without opening or scrolling to anything that does not ask them.
_TO_READ = """(within) => {
  const roots = document.querySelectorAll(within);
  const hidden = "details > :not(summary), nav, .visually-hidden, .trap, [hidden], [inert], script";
  const skipped = new Set(document.querySelectorAll(hidden));
  let text = "";
  const walk = (node) => {
    if (skipped.has(node)) return;
    if (node.nodeType === Node.TEXT_NODE) text += node.data;
    for (const child of node.childNodes) walk(child);
  };
  roots.forEach(walk);
  return text.replace(/\\s+/g, " ").trim();
}"""


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds for each deed, for letters skimmed, and for each time a person wonders what to do."""

    tap_s: float
    key_s: float
    code_s: float  # to the mail or text and back
    letters_per_s: float
    doubt_s: float


# So set that the way in of 29/11/2026 comes out as timed with people then: from the button on the
# contest's page to being entered 82 s for the pupil and 166 s for the official.
PUPIL = Pace(tap_s=1.0, key_s=0.3, code_s=12.0, letters_per_s=60.0, doubt_s=1.8)
OFFICIAL = Pace(tap_s=2.0, key_s=0.8, code_s=22.0, letters_per_s=40.0, doubt_s=5.4)


@dataclass
class Walk:
    """One way through pages, counted."""

    page: Page
    taps: int = 0
    keys: int = 0
    letters: int = 0
    codes: int = 0
    doubts: list[str] = field(default_factory=list)
    server_s: float = 0.0
    pages: list[str] = field(default_factory=list)

    def read(self, within: str = "main") -> None:
        """Arrive on a page and look over what matters there."""
        self.page.wait_for_load_state()
        letters = len(self.page.evaluate(_TO_READ, within))
        self.letters += letters
        self.pages.append(f"{urlsplit(self.page.url).path} ({letters})")

    def tap(self, at: Locator) -> None:
        self.taps += 1
        at.click()

    def tap_through(self, at: Locator, onto: str | re.Pattern[str], *, reads: str = "main") -> None:
        """Press what leads to another page, and time how long that takes to come."""
        self.taps += 1
        began = time.monotonic()
        at.click()
        self.page.wait_for_url(onto)
        self.page.wait_for_load_state()
        self.server_s += time.monotonic() - began
        self.read(reads)

    def type(self, at: Locator, text: str, *, is_focused: bool = False) -> None:
        """Type letter by letter as on a Vietnamese keyboard, where each mark is a key as well."""
        self.taps += not is_focused
        self.keys += len(unicodedata.normalize("NFD", text.replace("đ", "dd")))
        at.fill(text)

    def fetch_code(self) -> None:
        self.codes += 1

    def doubt(self, what: str) -> None:
        self.doubts.append(what)

    def seconds(self, pace: Pace) -> float:
        return (
            self.taps * pace.tap_s
            + self.keys * pace.key_s
            + self.codes * pace.code_s
            + self.letters / pace.letters_per_s
            + len(self.doubts) * pace.doubt_s
            + self.server_s
        )

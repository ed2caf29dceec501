"""A whole visit against answers written here: what it asks for, and that no wrong answer passes."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from benchmarks import clients
from benchmarks.journey import check_all_went_well
from benchmarks.visits import PARTS, SIGNED_IN, WHOLE, Answer, Browser, Person, Site, Visit, Visited

SITE = Site(
    port=8000,
    sign_in="/vao/",
    sign_out="/ra/",
    contest="/cuoc-thi/mot/",
    enter="/cuoc-thi/mot/vao-thi/2/",
    board="/cuoc-thi/mot/bang/",
    password="mật khẩu",
)
PERSON = Person(77, "an@bench.invalid", "/cuoc-thi/mot/don-vi/so/?ky=2", "Sở A & B")
QUESTION = '<fieldset id="cau-1">'
PAPER = (
    f'{QUESTION}<script id="cai-dat" type="application/json">{{"questions": 1, "result_url": '
    '"/bai-thi/x/ket-qua/", "tab": {"ticket": "t", "first_seq": 1000001}}</script></html>'
)
RIGHT = {
    "sign-in page": (200, '<input name="password">name="csrfmiddlewaretoken" value="c1"'),
    "sign in": (302, ""),
    "contest": (200, f'<form action="{SITE.sign_out}"><a href="{SITE.enter}">'),
    "start page": (200, 'name="csrfmiddlewaretoken" value="c2" name="slip" value="s1"'),
    "start": (200, PAPER),
    "saves": (200, '{"code":"saved","seq":1000002}'),
    "hand in": (200, '{"code":"submitted"}'),
    "result": (200, f'<dd>1/1</dd><a href="{SITE.board}?ky=2&amp;bang=cb">'),
    "board": (200, '<div data-own-id="77"><tr class=" own">'),
    "unit": (200, "<h1>Sở A &amp; B</h1>"),
}
HEADS = {
    "sign-in page": "set-cookie:  csrftoken=one; Path=/",
    "sign in": f"Location: {SITE.contest}\r\nSet-Cookie: csrftoken=two\r\nset-cookie: sessionid=me",
}
PATHS = [
    f"GET {SITE.sign_in}?next={SITE.contest}",
    f"POST {SITE.sign_in}",
    f"GET {SITE.contest}",
    f"GET {SITE.enter}",
    "POST /bat-dau/",
    "POST /luu-bai/",
    "POST /luu-bai/",
    "GET /bai-thi/x/ket-qua/",
    f"GET {SITE.board}?ky=2&bang=cb",
    f"GET {PERSON.unit}",
]


def raw(part: str, status: int, body: str) -> bytes:
    content = body.encode()
    more = f"{HEADS[part]}\r\n" if part in HEADS else ""
    head = f"HTTP/1.1 {status} X\r\n{more}Content-Length: {len(content)}\r\n\r\n"
    return head.encode() + content


def go_through(visit: Visit, answers: dict[str, tuple[int, str]]) -> list[str]:
    """With one request to each part; what was sent."""
    steps, sent = visit.steps(WHOLE), []
    request = next(steps)
    for part in PARTS:
        sent.append(request.content.decode())
        status, body = answers[part]
        try:
            request = steps.send(visit.heard(status, raw(part, status, body)))
        except StopIteration:
            break
    return sent


def test_a_visit_follows_what_the_pages_hold():
    visit = Visit(PERSON, SITE)
    sent = go_through(visit, RIGHT)
    assert visit.trouble == ""
    assert [one.partition(" HTTP")[0] for one in sent] == PATHS


def test_forms_carry_what_their_page_gave():
    sent = go_through(Visit(PERSON, SITE), RIGHT)
    bodies = [one.partition("\r\n\r\n")[2] for one in sent]
    assert bodies[1].startswith("csrfmiddlewaretoken=c1&login=an%40bench.invalid&password=m%E1")
    assert bodies[4] == "csrfmiddlewaretoken=c2&slip=s1"
    assert bodies[5] == '{"ticket": "t", "changes": [[1, 2, 1000002]]}'
    assert bodies[6] == '{"ticket": "t", "changes": [], "submit": true}'


def test_the_newest_cookies_are_sent():
    sent = go_through(Visit(PERSON, SITE), RIGHT)
    assert "Cookie" not in sent[0]
    assert "Cookie: csrftoken=one\r\n" in sent[1]
    assert all("Cookie: csrftoken=two; sessionid=me\r\n" in one for one in sent[2:])


def test_who_has_a_session_sends_it_at_once():
    person = Person(78, "", "", "", cookies="Cookie: sessionid=me; csrftoken=b\r\nAccept: x\r\n")
    request = next(Visit(person, SITE).steps(SIGNED_IN))
    assert request.content.startswith(b"GET /cuoc-thi/mot/ HTTP")
    assert b"Cookie: sessionid=me; csrftoken=b\r\n" in request.content


@pytest.mark.parametrize("part", PARTS)
def test_another_status_ends_the_visit(part):
    visit = Visit(PERSON, SITE)
    sent = go_through(visit, RIGHT | {part: (503, RIGHT[part][1])})
    assert visit.trouble.startswith(f"an@bench.invalid, {part}: 503 instead of ")
    assert len(sent) == list(PARTS).index(part) + 1


@pytest.mark.parametrize("part", [part for part in PARTS if part != "sign in"])
def test_a_page_without_its_words_ends_the_visit(part):
    visit = Visit(PERSON, SITE)
    go_through(visit, RIGHT | {part: (RIGHT[part][0], "<p>Trang khác</p>")})
    assert visit.trouble.startswith(f"an@bench.invalid, {part}: without ")
    assert visit.trouble.endswith("Trang khác")


@pytest.mark.parametrize(
    ("head", "trouble"),
    [
        (f"Location: {SITE.contest}", "no session"),
        ("Location: /\r\nSet-Cookie: sessionid=me", "sent to /"),
    ],
)
def test_signing_in_must_lead_on_with_a_session(monkeypatch, head, trouble):
    monkeypatch.setitem(HEADS, "sign in", head)
    visit = Visit(PERSON, SITE)
    go_through(visit, RIGHT)
    assert visit.trouble == f"an@bench.invalid, sign in: {trouble}"


def test_one_failed_visit_ends_the_benchmark():
    well, ill = Visit(PERSON, SITE), Visit(PERSON, SITE, trouble="start: 503")
    check_all_went_well([well, well])
    with pytest.raises(SystemExit, match="1 of 2 visits failed\nstart: 503"):
        check_all_went_well([well, ill])


class Recording(socketserver.StreamRequestHandler):
    """Answers each request as its part should be, and notes its path."""

    def handle(self) -> None:
        while line := self.rfile.readline().decode():
            path = line.partition(" HTTP")[0]
            self._skip_the_rest()
            self.server.paths.append(path)
            part = list(PARTS)[PATHS.index(path)]
            self.wfile.write(raw(part, *RIGHT[part]))

    def _skip_the_rest(self) -> None:
        length = 0
        while (line := self.rfile.readline().strip()) != b"":
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        self.rfile.read(length)


@contextmanager
def recording() -> Iterator[socketserver.ThreadingTCPServer]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Recording) as server:
        server.daemon_threads, server.paths = True, []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def test_starts_and_saves_go_to_the_live_process():
    parts, visited = ("contest", "start page", "start", "saves", "result"), Visited()
    with ExitStack() as stack:
        pages, live = (stack.enter_context(recording()) for _ in range(2))
        addresses = pages.server_address, live.server_address
        visits = [Visit(PERSON, SITE) for _ in range(2)]
        clients.drive([Browser(addresses, iter(visits), parts, visited)], seconds=60)
    assert [visit.trouble for visit in visited.visits] == ["", ""]
    assert live.paths == PATHS[4:6] * 2
    assert pages.paths == [PATHS[2], PATHS[3], PATHS[7]] * 2
    assert len(visited.took_ms) == 2


def test_answers_are_divided_into_head_and_body():
    heard = Visit(PERSON, SITE).heard(200, b"HTTP/1.1 200 OK\r\nA: b\r\n\r\nx\r\n\r\ny")
    assert heard == Answer(200, "HTTP/1.1 200 OK\r\nA: b", "x\r\n\r\ny")

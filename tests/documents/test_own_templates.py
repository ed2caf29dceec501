"""An office's own .docx: names of fields are found and filled, and nothing in the file is run."""

import io
import zipfile

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from quizsite.documents.own_templates import UnusableTemplate, fields_in, filled


def written(word) -> bytes:
    target = io.BytesIO()
    word.save(target)
    return target.getvalue()


def template(*lines) -> bytes:
    word = docx.Document()
    for line in lines:
        word.add_paragraph(line)
    return written(word)


def changed(data, *, name, make):
    """The same archive with one member made otherwise, or a new one."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
        for member in old.namelist():
            kept = old.read(member)
            new.writestr(member, make(kept) if member == name else kept)
        if name not in old.namelist():
            new.writestr(name, make(b""))
    return target.getvalue()


def fill(data, values=None, **rows):
    said = {"rows": rows} | {"above": rows.pop("above", ""), "below": rows.pop("below", "")}
    return docx.Document(io.BytesIO(filled(data, values or {}, **said)))


def lines(word):
    return [one.text for one in word.paragraphs]


def test_fields_are_found_in_text_tables_headers_and_footers():
    word = docx.Document()
    word.add_paragraph("Kết quả {{cuoc_thi}}, {{ so_nguoi }} người")
    word.add_table(1, 1).cell(0, 0).text = "{{ca_nhan.ho_ten}}"
    word.sections[0].header.paragraphs[0].text = "{{co_quan}}"
    word.sections[0].footer.paragraphs[0].text = "{{ma_ket_qua}}"
    found = fields_in(written(word))
    assert set(found) == {"cuoc_thi", "so_nguoi", "ca_nhan.ho_ten", "co_quan", "ma_ket_qua"}


def test_a_field_that_word_cut_into_pieces_is_filled():
    word = docx.Document()
    line = word.add_paragraph("Cuộc thi: ")
    for piece, is_bold in (("{", False), ("{cuoc", True), ("_thi}", False), ("} kết thúc", False)):
        line.add_run(piece).bold = is_bold
    assert fields_in(written(word)) == ["cuoc_thi"]
    assert lines(fill(written(word), {"cuoc_thi": "CCHC"})) == ["Cuộc thi: CCHC kết thúc"]


def test_lines_of_a_text_are_lines_in_word():
    (line,) = lines(fill(template("Nơi nhận: {{noi_nhan}}"), {"noi_nhan": "- A\n- B"}))
    assert line == "Nơi nhận: - A\n- B"


def test_a_row_stands_once_for_each_person():
    word = docx.Document()
    table = word.add_table(2, 2)
    table.cell(0, 0).text = "Họ tên"
    table.cell(1, 0).text, table.cell(1, 1).text = "{{p.stt}}. {{p.ten}}", "{{cuoc_thi}}"
    people = [{"stt": "1", "ten": "An"}, {"stt": "2", "ten": "Bình"}]
    (shown,) = fill(written(word), {"cuoc_thi": "CCHC"}, p=people).tables
    assert [[cell.text for cell in row.cells] for row in shown.rows][1:] == [
        ["1. An", "CCHC"],
        ["2. Bình", "CCHC"],
    ]
    (empty,) = fill(written(word), {}, p=[]).tables
    assert len(empty.rows) == 1


def test_what_a_person_is_called_is_never_a_field_or_markup():
    odd = "{{co_quan}} {{ 7*7 }} {% for %} <w:br/> &amp;"
    word = docx.Document()
    word.add_table(1, 1).cell(0, 0).text = "{{p.ten}}"
    word.add_paragraph("{{ten}} {{co_quan}}")
    shown = fill(written(word), {"ten": odd, "co_quan": "Sở"}, p=[{"ten": odd}])
    assert lines(shown) == [f"{odd} Sở"]
    assert shown.tables[0].cell(0, 0).text == odd


def test_a_draft_and_the_digest_are_marked():
    shown = lines(fill(template("Nội dung"), above="BẢN NHÁP", below="mã 0123"))
    assert shown == ["BẢN NHÁP", "Nội dung", "mã 0123"]


@pytest.mark.parametrize(
    "name",
    [
        "{{ 7*7 }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ cycler.__init__.__globals__ }}",
        "{{khong_co}}",
    ],
)
def test_an_expression_is_a_name_that_nobody_knows(name):
    (found,) = fields_in(template(name))
    assert found == name.strip("{} ")
    assert lines(fill(template(name), {"co_quan": "Sở"})) == [name]


@pytest.mark.parametrize("line", ["{% for one in all %}", "{{ co_quan", "{{", "{%raw%}{{x}}"])
def test_a_field_that_never_ends_is_shown_to_who_wrote_it(line):
    with pytest.raises(UnusableTemplate, match="viết chưa đúng"):
        fields_in(template(line))


def _field_of(instruction):
    word = docx.Document()
    run = word.add_paragraph("{{co_quan}}").add_run()
    for piece in instruction:
        one = OxmlElement("w:instrText")
        one.text = piece
        run._r.append(one)
    return written(word)


@pytest.mark.parametrize(
    "pieces",
    [
        ['DDEAUTO c:\\\\windows\\\\cmd.exe "/k calc"'],
        ["DDE", 'AUTO cmd "/k"'],
        ['INCLUDEPICTURE "http://xau.example/a.png"'],
        ['INCLUDETEXT "/etc/passwd"'],
        ["MACROBUTTON chay Bấm"],
        ['LINK Excel.Sheet.8 "x.xls"'],
    ],
)
def test_fields_of_word_that_load_or_run_are_refused(pieces):
    with pytest.raises(UnusableTemplate, match="macro"):
        fields_in(_field_of(pieces))


def test_a_page_number_is_harmless():
    assert fields_in(_field_of(["PAGE"])) == ["co_quan"]


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("word/vbaProject.bin", lambda _old: b"\xd0\xcf\x11\xe0"),
        ("word/embeddings/oleObject1.bin", lambda _old: b"x"),
        ("word/activeX/activeX1.xml", lambda _old: b"<a/>"),
        ("customUI/customUI.xml", lambda _old: b"<a/>"),
        (
            "[Content_Types].xml",
            lambda old: old.replace(b"document.main+xml", b"document.macroEnabled.main+xml"),
        ),
        (
            "word/document.xml",
            lambda old: old.replace(b"<w:body>", b'<w:body><w:altChunk r:id="rId9"/>'),
        ),
        ("word/document.xml", lambda old: old.replace(b"<w:body>", b"<w:body><w:object/>")),
        (
            "word/document.xml",
            lambda old: (
                old[: old.index(b"<w:document")]
                + b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'
                + old[old.index(b"<w:document") :]
            ),
        ),
    ],
)
def test_macros_embedded_things_and_entities_are_refused(name, make):
    with pytest.raises(UnusableTemplate, match="macro"):
        fields_in(changed(template("{{co_quan}}"), name=name, make=make))


@pytest.mark.parametrize(
    ("kind", "target", "is_refused"),
    [
        ("attachedTemplate", "http://xau.example/a.dotm", True),
        ("image", "http://xau.example/a.png", True),
        ("hyperlink", "file://may/chia-se", True),
        ("hyperlink", "https://example.vn/", False),
    ],
)
def test_what_comes_from_elsewhere_is_refused(kind, target, is_refused):
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    added = (
        f'<Relationship Id="rId99" Type="{base}/{kind}" Target="{target}" TargetMode="External"/>'
    ).encode()
    data = changed(
        template("{{co_quan}}"),
        name="word/_rels/document.xml.rels",
        make=lambda old: old.replace(b"</Relationships>", added + b"</Relationships>"),
    )
    if not is_refused:
        assert fields_in(data) == ["co_quan"]
        return
    with pytest.raises(UnusableTemplate, match="nơi khác"):
        fields_in(data)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "không phải tệp .docx"),
        (b"PK\x03\x04 nope", "không phải tệp .docx"),
        (b"%PDF-1.7", "không phải tệp .docx"),
        (b"x" * (11 * 1024 * 1024), "lớn hơn 10 MB"),
    ],
)
def test_what_is_no_docx_is_told(data, said):
    with pytest.raises(UnusableTemplate, match=said):
        fields_in(data)


def test_an_archive_without_a_document_and_one_that_unpacks_too_large_are_told():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", "x")
    with pytest.raises(UnusableTemplate, match=r"không phải tệp \.docx"):
        fields_in(target.getvalue())
    bomb = changed(
        template("{{co_quan}}"), name="word/media/a.xml", make=lambda _old: b" " * 70_000_000
    )
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(bomb)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for member in old.namelist():
            new.writestr(member, old.read(member))
    with pytest.raises(UnusableTemplate, match="quá lớn"):
        fields_in(target.getvalue())


_BASE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_ATTACHED = (
    '<?xml version="1.0"?><Relationships '
    'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a" '
    'Type="%s/%s" Target="%s"%s/></Relationships>'
)


def _in_body(added):
    return "word/document.xml", lambda old: old.replace(b"<w:body>", b"<w:body>" + added)


def _in_types(added):
    return "[Content_Types].xml", lambda old: old.replace(b"</Types>", added + b"</Types>")


def _relation(name, kind, target, mode=""):
    return name, lambda _old: (_ATTACHED % (_BASE, kind, target, mode)).encode()


def _utf_16(old):
    text = old.decode().replace("document.main+xml", "document.macroEnabled.main+xml")
    return text.replace("UTF-8", "UTF-16").encode("utf-16")


@pytest.mark.parametrize(
    ("name", "make"),
    [
        # Word takes names of parts in any case; here they end in letters that nobody looked at.
        _relation(
            "word/_rels/header9.xml.RELS",
            "image",
            "http://xau.example/a.png",
            ' TargetMode="External"',
        ),
        _relation(
            "word/_rels/header9.xml.rels",
            "image",
            "http://xau.example/a.png",
            ' TargetMode="external"',
        ),
        _relation("word/_rels/header9.xml.rels", "image", "http://xau.example/a.png"),
        _relation("word/_rels/header9.xml.rels", "image", r"\\\\may\\chia-se\\a.png"),
        _relation("word/_rels/header9.xml.rels", "aFChunk", "media/a.xml"),
        _relation("word/_rels/settings.xml.rels", "attachedTemplate", "a.xml"),
        # A type in other letters, or of a part that is no XML by its name.
        ("[Content_Types].xml", _utf_16),
        (
            "[Content_Types].xml",
            lambda old: old.replace(b"document.main", b"document.macro&#69;nabled.main"),
        ),
        _in_types(b'<Override PartName="/word/a.png" ContentType="application/x.header+xml"/>'),
        _in_types(b'<Default Extension="png" ContentType="application/x.header+xml"/>'),
        # The strict form has other namespaces; a comment cuts a word in two.
        _in_body(b'<s:altChunk xmlns:s="http://purl.oclc.org/ooxml/wordprocessingml/main"/>'),
        _in_body(b"<w:p><w:r><w:instrText>DD<!-- - -->EAUTO cmd</w:instrText></w:r></w:p>"),
        _in_body(
            b'<s:p xmlns:s="http://purl.oclc.org/ooxml/wordprocessingml/main">'
            b'<s:fldSimple s:instr="DDE cmd"/></s:p>'
        ),
        # What loads without a relation.
        (
            "word/settings.xml",
            lambda old: old.replace(b"</w:settings>", b"<w:mailMerge/></w:settings>"),
        ),
        _in_body(
            b'<v:imagedata xmlns:v="urn:schemas-microsoft-com:vml" src="http://xau.example/a.png"/>'
        ),
        _in_body(
            b'<v:fill xmlns:v="urn:schemas-microsoft-com:vml" '
            b'xmlns:o="urn:schemas-microsoft-com:office:office" o:althref="//may/a"/>'
        ),
        ("word/webextensions/taskpanes.xml", lambda _old: b"<a/>"),
        # Parts elsewhere than in word/, and of other kinds.
        (
            "dau/header.xml",
            lambda _old: (
                b'<w:hdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:object/></w:hdr>'
            ),
        ),
        ("word/_rels/header9.xml.re%6Cs", lambda _old: b"<a/>"),
        ("word/a.html", lambda _old: b"<script>"),
        ("../../a.xml", lambda _old: b"<a/>"),
    ],
)
def test_what_hides_behind_other_letters_or_places_is_refused(name, make):
    with pytest.raises(UnusableTemplate):
        fields_in(changed(template("{{co_quan}}"), name=name, make=make))


@pytest.mark.parametrize(
    ("name", "make"),
    [
        _relation("word/_rels/header9.xml.rels", "image", "media/image1.png"),
        ("word/media/image1.PNG", lambda _old: b"\x89PNG"),
        ("word/fonts/Roboto.ttf", lambda _old: b"x"),
        ("customXml/item1.xml", lambda _old: b"<a/>"),
        _in_body(b'<v:shape xmlns:v="urn:schemas-microsoft-com:vml" href="https://example.vn/"/>'),
    ],
)
def test_what_word_writes_every_day_is_kept(name, make):
    assert fields_in(changed(template("{{co_quan}}"), name=name, make=make)) == ["co_quan"]


def test_text_cut_from_a_deleted_or_hidden_place_is_left_alone():
    word = docx.Document()
    line = word.add_paragraph("{{co_quan}}")
    deleted = OxmlElement("w:delText")
    deleted.text = "{{cu}}"
    line.runs[0]._r.append(deleted)
    assert qn("w:t") != qn("w:delText")
    assert fields_in(written(word)) == ["co_quan"]

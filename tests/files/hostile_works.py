"""Files of works, honest and hostile, made by code."""

import io
import struct
import zipfile
import zlib

import docx
import pikepdf
from PIL import Image

NAME, MAIL = "Nguyễn Thị Hồng Nhung", "nhung@example.vn"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def word(
    text="Cải cách thủ tục hành chính ở phường.", *, author="", header="", picture=None
) -> bytes:
    document = docx.Document()
    for line in text.split("\n"):
        document.add_paragraph(line)
    document.core_properties.author = author
    if header:
        document.sections[0].header.paragraphs[0].text = header
    if picture:
        document.add_picture(io.BytesIO(picture))
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def with_parts(data: bytes, changed: dict[str, bytes]) -> bytes:
    """The same archive with parts added or replaced."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", 8) as new:
        for name in old.namelist():
            if name not in changed:
                new.writestr(name, old.read(name))
        for name, said in changed.items():
            new.writestr(name, said)
    return target.getvalue()


def part_of(data: bytes, name: str) -> bytes:
    return zipfile.ZipFile(io.BytesIO(data)).read(name)


def with_relation(data: bytes, kind: str, target: str, *, mode="External") -> bytes:
    name = "word/_rels/document.xml.rels"
    line = (
        f'<Relationship Id="rIdX" Type="{_RELATIONS}/{kind}"'
        f' Target="{target}" TargetMode="{mode}"/>'
    )
    said = part_of(data, name).replace(b"</Relationships>", line.encode() + b"</Relationships>")
    return with_parts(data, {name: said})


def in_body(data: bytes, xml: str) -> bytes:
    body = part_of(data, "word/document.xml")
    return with_parts(
        data, {"word/document.xml": body.replace(b"<w:sectPr", xml.encode() + b"<w:sectPr", 1)}
    )


def tracked(data: bytes) -> bytes:
    """Words that Nhung deleted and added, and a run whose looks she changed."""
    by = f'w:id="9" w:author="{NAME}" w:date="2026-01-01T00:00:00Z"'
    return in_body(
        data,
        f"<w:p><w:del {by}><w:r><w:delText>bản cũ của tôi</w:delText></w:r></w:del>"
        f"<w:ins {by}><w:r><w:rPr><w:rPrChange {by}><w:rPr/></w:rPrChange></w:rPr>"
        f"<w:t>phần thêm vào</w:t></w:r></w:ins></w:p>",
    )


def commented(data: bytes) -> bytes:
    made = with_relation(data, "comments", "comments.xml", mode="Internal")
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    said = (
        f'<w:comments xmlns:w="{space}"><w:comment w:id="1" w:author="{NAME}" w:initials="N">'
        f"<w:p><w:r><w:t>Nhớ gửi cho {MAIL}</w:t></w:r></w:p></w:comment></w:comments>"
    )
    made = with_parts(made, {"word/comments.xml": said.encode()})
    return in_body(made, '<w:p><w:commentRangeStart w:id="1"/><w:r><w:t>chỗ này</w:t></w:r></w:p>')


def macro_word() -> bytes:
    return with_parts(word(), {"word/vbaProject.bin": b"\xd0\xcf\x11\xe0"})


def renamed_docm() -> bytes:
    types = part_of(word(), "[Content_Types].xml")
    said = types.replace(
        b"officedocument.wordprocessingml.document.main+xml",
        b"ms-word.document.macroEnabled.main+xml",
    ).replace(b"vnd.openxmlformats-", b"vnd.")
    return with_parts(word(), {"[Content_Types].xml": said})


def entities() -> bytes:
    said = (
        b'<!DOCTYPE a [<!ENTITY b "bbbb">]>'
        + part_of(word(), "word/document.xml").split(b"?>", 1)[1]
    )
    return with_parts(word(), {"word/document.xml": said})


def zip_bomb() -> bytes:
    return with_parts(word(), {f"word/media/{n}.bin": bytes(40_000_000) for n in range(5)})


def encrypted_word() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le")


def pdf(
    text="Cai cach thu tuc hanh chinh o phuong nay rat tot", *, pages=1, change=None, **save
) -> bytes:
    """`change` gets the document before it is written."""
    document = pikepdf.new()
    font = document.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
    )
    for _number in range(pages):
        page = document.add_blank_page(page_size=(595, 842))
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        page.Contents = document.make_stream(f"BT /F1 12 Tf 50 700 Td ({text}) Tj ET".encode())
    if change:
        change(document)
    target = io.BytesIO()
    document.save(target, **save)
    return target.getvalue()


def with_script(document):
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def with_hidden_script(document):
    """In the additional actions of an annotation, where a look at the catalogue does not come."""
    deed = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    note = pikepdf.Dictionary(
        Subtype=pikepdf.Name.Highlight, AA=pikepdf.Dictionary(E=deed), Rect=[0, 0, 1, 1]
    )
    document.pages[0].Annots = pikepdf.Array([note])


def with_launch(document):
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")


def with_attachment(document):
    document.attachments["a.exe"] = b"MZ"


def with_bomb(document):
    """600 KB that say 325 MB of letters to draw."""
    packed = pikepdf.Stream(document, zlib.compress(b"BT (a) Tj ET\n" * 25_000_000, 9))
    packed.Filter = pikepdf.Name.FlateDecode
    document.pages[0].Contents = document.make_indirect(packed)


def with_person(document):
    document.docinfo["/Author"] = NAME
    with document.open_metadata() as xmp:
        xmp["dc:creator"] = [NAME]
    note = pikepdf.Dictionary(
        Subtype=pikepdf.Name.Text, T=NAME, Contents=f"Nho gui {MAIL}", Rect=[0, 0, 9, 9]
    )
    document.pages[0].Annots = pikepdf.Array([document.make_indirect(note)])


def photo(*, with_place=True) -> bytes:
    exif = Image.Exif()
    exif[0x013B] = "Nhung"
    if with_place:
        exif.get_ifd(0x8825)[2] = (21.0, 1.0, 42.0)
        exif.get_ifd(0x8825)[1] = "N"
    target = io.BytesIO()
    Image.new("RGB", (400, 300), (9, 120, 40)).save(target, "JPEG", exif=exif)
    return target.getvalue()


def box(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", 8 + len(body)) + name + body


def film(*, handler=b"vide", codec=b"avc1", samples=25, told=True, data=b"\0" * 64) -> bytes:
    stsd = box(b"stsd", bytes(4) + struct.pack(">I", 1) + box(codec, bytes(70)))
    stsz = box(b"stsz", bytes(4) + struct.pack(">II", 100, samples))
    stbl = box(b"stbl", stsd + stsz)
    mdia = box(b"mdia", box(b"hdlr", bytes(8) + handler + bytes(13)) + box(b"minf", stbl))
    mvhd = box(
        b"mvhd", bytes(4) + b"\xe3\x11\x22\x33" * 2 + struct.pack(">II", 1000, 61_000) + bytes(80)
    )
    marks = box(b"\xa9xyz", b"\0\x12\x15\xc7+21.0285+105.8542/") + box(b"\xa9ART", NAME.encode())
    moov = box(b"moov", mvhd + box(b"trak", mdia) + (box(b"udta", marks) if told else b""))
    return box(b"ftyp", b"isom" + bytes(4) + b"isomavc1") + moov + box(b"mdat", data)


def archive() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("a.txt", "a")
    return target.getvalue()

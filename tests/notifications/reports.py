"""Reports of mails that did not arrive, as servers write them (RFC 3464)."""

BOUNDARY = "ranh-gioi"


def report(*, to="", message_id="", status="5.1.1", action="failed", original="rfc822-headers"):
    """As Postfix writes it; `original` is "rfc822" where the whole mail comes back."""
    kind = "text/rfc822-headers" if original == "rfc822-headers" else "message/rfc822"
    return f"""\
Return-Path: <>
From: MAILER-DAEMON@mx.example.vn (Mail Delivery System)
To: {to}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="{BOUNDARY}"

This is a MIME-encapsulated message.

--{BOUNDARY}
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

<an@example.vn>: host mx.example.vn said: 550 {status} no such user

--{BOUNDARY}
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.vn
Arrival-Date: Tue,  1 Dec 2026 12:00:00 +0700 (+07)

Final-Recipient: rfc822; an@example.vn
Original-Recipient: rfc822;an@example.vn
Action: {action}
Status: {status}
Remote-MTA: dns; mx.example.vn
Diagnostic-Code: smtp; 550 {status} no such user

--{BOUNDARY}
Content-Description: Undelivered Message Headers
Content-Type: {kind}

From: Thi CCHC <khong-tra-loi@localhost>
To: an@example.vn
Subject: Tin
Message-ID: {message_id}

--{BOUNDARY}--
""".encode()

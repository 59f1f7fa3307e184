"""Somebody with a mail program, inside of the machine: the standard library and gpg, nothing of ours.

    person.py key HOME NAME ADDRESS          make a key; prints its fingerprint
    person.py send HOME FROM TO THREAD       send standard input, signed, in reply to THREAD (or "-")
    person.py read HOME ADDRESS              the inbox as JSON: subject, Message-ID, Reply-To, decrypted text

HOME is a GnuPG home, or "-" for somebody without one.
"""

import email
import email.policy
import email.utils
import imaplib
import json
import smtplib
import ssl
import subprocess
import sys
from email.message import EmailMessage

HOST = "mail.hotline.example.org"
TLS = ssl.create_default_context()


def gpg(home: str, *arguments: str, data: bytes = b"") -> bytes:
    """What gpg answers, without asking anybody."""
    command = [
        "gpg",
        "--homedir",
        home,
        "--batch",
        "--pinentry-mode",
        "loopback",
        "--passphrase",
        "",
        *arguments,
    ]
    return subprocess.run(command, input=data, capture_output=True, check=True).stdout


def key(home: str, name: str, address: str) -> None:
    """A key as everybody makes one."""
    subprocess.run(["install", "-d", "-m", "700", home], check=True)
    gpg(home, "--quick-gen-key", f"{name} <{address}>", "default", "default", "2y")
    listed = gpg(home, "--with-colons", "--list-keys", address).decode()
    sys.stdout.write(next(line.split(":")[9] for line in listed.splitlines() if line.startswith("fpr")))


def send(home: str, sender: str, to: str, thread: str) -> None:
    """One mail through the submission port."""
    text = sys.stdin.read()
    body = EmailMessage(policy=email.policy.SMTP)
    body.set_content(text)
    head = {
        "From": sender, "To": to, "Subject": "Re: report", "MIME-Version": "1.0",
        "Date": email.utils.format_datetime(email.utils.localtime()),
        "Message-ID": email.utils.make_msgid(domain=sender.partition("@")[2]),
    }  # fmt: skip
    if thread != "-":
        head |= {"In-Reply-To": thread, "References": thread}
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items()).encode()
    raw = lines + (
        body.as_bytes().replace(b"MIME-Version: 1.0\r\n", b"") if home == "-" else signed(home, body)
    )
    with smtplib.SMTP(HOST, 587) as server:
        server.starttls(context=TLS)
        server.login(sender, f"secret-{sender.partition('@')[0]}")
        server.sendmail(sender, [to], raw)


def signed(home: str, body: EmailMessage) -> bytes:
    """The rest of the head and the body of a PGP/MIME mail (RFC 3156, section 5)."""
    part = body.as_bytes().rstrip(b"\r\n") + b"\r\n"
    signature = gpg(home, "--armor", "--digest-algo", "SHA512", "--detach-sign", data=part)
    kind = b'multipart/signed; micalg=pgp-sha512; protocol="application/pgp-signature"; boundary="=_b"'
    attached = b"Content-Type: application/pgp-signature; name=signature.asc\r\n\r\n" + signature.replace(
        b"\n", b"\r\n"
    )
    return b"Content-Type: %s\r\n\r\n--=_b\r\n%s\r\n--=_b\r\n%s\r\n--=_b--\r\n" % (kind, part, attached)


def read(home: str, address: str) -> None:
    """The whole inbox, oldest first."""
    box = imaplib.IMAP4_SSL(HOST, ssl_context=TLS)
    box.login(address, f"secret-{address.partition('@')[0]}")
    box.select("INBOX", readonly=True)
    mails = []
    for number in box.search(None, "ALL")[1][0].split():
        raw = box.fetch(number, "(BODY.PEEK[])")[1][0][1]
        mail = email.message_from_bytes(raw, policy=email.policy.default)
        mails.append({
            "subject": str(mail["Subject"]), "message_id": str(mail["Message-ID"]),
            "reply_to": str(mail["Reply-To"] or mail["From"]), "text": words(home, mail),
        })  # fmt: skip
    box.logout()
    json.dump(mails, sys.stdout)


def words(home: str, mail: EmailMessage) -> str:
    """The text of a mail, out of its encryption where there is one."""
    if mail.get_content_type() == "multipart/encrypted":
        sealed = next(one for one in mail.walk() if one.get_content_type() == "application/octet-stream")
        opened = gpg(home, "--decrypt", data=sealed.get_payload(decode=True))
        return words(home, email.message_from_bytes(opened, policy=email.policy.default))
    text = mail.get_body(("plain",))
    return text.get_content() if text else ""


if __name__ == "__main__":
    {"key": key, "send": send, "read": read}[sys.argv[1]](*sys.argv[2:])

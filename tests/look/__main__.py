"""`python -m tests.look FOLDER [LANGUAGE]`: every mail to analysts as HTML and as text, to be looked at."""

import sys
from pathlib import Path

from tests.look.rendered import rendered

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    for mail in rendered(sys.argv[2] if len(sys.argv) > 2 else "en"):
        (folder / f"{mail.name}.html").write_text(mail.html, encoding="utf-8")
        (folder / f"{mail.name}.txt").write_text(f"{mail.subject}\n\n{mail.text}", encoding="utf-8")
        count += 1
    sys.stdout.write(f"{count} mails, each as .html and .txt: {folder}\n")

"""The story played once, on a stage of its own; all that was seen is left in a folder."""

import shutil
import tempfile
from pathlib import Path

from rich.console import Console

from hotlined.demo.stage import BOXES, PEOPLE, Stage
from hotlined.demo.story import NotObserved, Story


def main(folder: Path | None, console: Console, *, lea_expired: bool = False) -> int:
    """Play the story; every mail, the decrypted Annex I and the history are left in the folder."""
    out = folder or Path(tempfile.mkdtemp(prefix="hotlined-demo-"))
    out.mkdir(parents=True, exist_ok=True)
    console.print(f"Mails and log go to {out}", highlight=False)
    with Stage(out, lea_expired=lea_expired) as stage:
        stage.start()
        story = Story(stage, console)
        try:
            story.play()
        except NotObserved as error:
            console.print(f"[bold red]FAILED[/bold red] {error}", highlight=False)
            _leave(stage, out)
            console.print(f"The daemon's log: {out / 'daemon.log'}", highlight=False)
            return 1
        _leave(stage, out)
    console.print("[bold green]The whole story was observed in the recipients' mailboxes.[/bold green]")
    return 0


def _leave(stage: Stage, out: Path) -> None:
    """Every mailbox as files, so that nothing of the story stays hidden."""
    boxes = out / "mailboxes"
    shutil.rmtree(boxes, ignore_errors=True)
    for address in (*BOXES.values(), *PEOPLE.values()):
        for name in stage.host.folders(address):
            for number, raw in enumerate(stage.host.messages(address, name), 1):
                path = boxes / address / name.replace("/", ".") / f"{number:03d}.eml"
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(raw)

"""The parser of mails as a process of its own, which may be killed: `WorkerParser`, and `serve` inside it."""

from hotlined.adapters.mail_worker.parent import WorkerParser

__all__ = ["WorkerParser"]

"""Which HTML parts say again what a plain one says: those that stand with it in multipart/alternative.

An HTML part that stands anywhere else, as beside the footer that a gateway or a mailing list has appended, or
behind an attachment, is a part of the text by itself (RFC 2046 section 5.1.3).
"""

from collections.abc import Callable
from email.message import Message

from hotlined.adapters.mime_read.structure import children_of, outer_leaves


def doubled(
    root: "Message[str, str]", speaks: Callable[["Message[str, str]"], bool]
) -> frozenset["Message[str, str]"]:
    """The HTML parts for which a plain one stands in; `speaks`: whether a plain part has words."""
    found: set[Message[str, str]] = set()
    waiting = [root]
    while waiting:
        part = waiting.pop()
        if part.get_content_maintype() != "multipart":
            continue
        branches = children_of(part)
        waiting.extend(branches)
        if part.get_content_type() != "multipart/alternative":
            continue
        leaves = [tuple(outer_leaves(branch)) for branch in branches]
        plain = [
            at
            for at, branch in enumerate(leaves)
            if any(leaf.get_content_type() == "text/plain" and speaks(leaf) for leaf in branch)
        ]
        for at, branch in enumerate(leaves):
            if any(other != at for other in plain):
                found.update(leaf for leaf in branch if leaf.get_content_type() == "text/html")
    return frozenset(found)

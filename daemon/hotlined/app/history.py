"""`hotlined export`: one stream with its chain as JSON, for others to check; the same from every store."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from hotlined.app.ports import Permanent
from hotlined.domain.record import chain
from hotlined.domain.record.chain import Link, Salted


def exported(
    name: str, entries: Sequence[Link], pieces: Mapping[int, Mapping[str, Salted]], *, content: bool
) -> bytes:
    """Its entries, with `content` also what lies beside them; raises Permanent if the chain does not hold."""
    if chain.verify(name, entries, content=pieces):
        raise Permanent(f"{name}: its chain does not hold: `hotlined verify` says where")
    beside = {
        str(seq): {field: asdict(piece) for field, piece in named.items()} for seq, named in pieces.items()
    }
    whole = {
        "stream": name,
        "genesis": chain.genesis(name),
        "entries": [asdict(one) for one in entries],
        "content": beside if content else {},
    }
    return json.dumps(whole, indent=1, ensure_ascii=True, allow_nan=False).encode("ascii") + b"\n"

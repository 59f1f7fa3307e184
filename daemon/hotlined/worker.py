"""What the mail worker runs: `python -m hotlined.worker ZONE LIMITS`, by the daemon only.

The composition root of that process, as `wiring` is the daemon's; it knows no setting, no key and no case.
"""

import json
import sys
from typing import Final

from hotlined.adapters import core_dumps, mime_read
from hotlined.adapters.bounces import classify
from hotlined.adapters.mail_worker.child import serve
from hotlined.adapters.mail_worker.limits import Cost
from hotlined.app.parse import InProcess

PARSER: Final = InProcess(mime_read, classify)

if __name__ == "__main__":
    core_dumps.forbid()
    serve(PARSER, sys.argv[1], Cost(**json.loads(sys.argv[2])))

"""What is asked of a lease's row, and done with it (`lease`).

`OURS` names the holder beside the epoch: a server that was promoted may lack that a lease was taken, and give
the same epoch to the next one.  Nor is a row ours that ends before `known`: then the database was put back to
an earlier moment of the same turn, by a dump or a snapshot.
"""

from typing import Final, LiteralString

from hotlined.adapters.postgres.holders import READY
from hotlined.adapters.postgres.servers import SERVER, SYNCHRONOUS


def _spelt(query: LiteralString) -> LiteralString:
    """With what several have in common."""
    ours: LiteralString = (
        "name = %(name)s AND epoch = %(epoch)s AND holder = %(holder)s AND until >= to_timestamp(%(known)s)"
    )
    here: LiteralString = "$OURS AND $SERVER = %(server)s"
    query = query.replace("$HERE", here).replace("$OURS", ours).replace("$READY", READY)
    return query.replace("$SYNCHRONOUS", SYNCHRONOUS).replace("$SERVER", SERVER)


ASK: Final = "SELECT extract(epoch FROM clock_timestamp())::float8"
# Of the row: who, how long still, and the server on which the record was last known to be whole.
ROW: Final = _spelt("""
SELECT holder, extract(epoch FROM greatest(until - clock_timestamp(), interval '0'))::float8, $READY,
 server, lasting, $SERVER, current_setting('fsync') = 'on',
 EXISTS (SELECT FROM leases WHERE starts_with(name, %(beside)s))
FROM leases WHERE name = %(name)s FOR UPDATE
""")
TAKE: Final = _spelt("""
UPDATE leases SET epoch = epoch + 1, holder = %(holder)s, ready = false,
 until = clock_timestamp() + make_interval(secs => %(seconds)s),
 server = %(server)s, lasting = $SYNCHRONOUS AND NOT %(moved)s
WHERE name = %(name)s RETURNING epoch, extract(epoch FROM until)::float8
""")
# On another server it lasts no longer: whoever is next need not wait for that.
RENEW: Final = _spelt("""
UPDATE leases SET lasting = CASE WHEN server = $SERVER THEN $SYNCHRONOUS ELSE lasting END,
 until = CASE WHEN $SERVER = %(server)s THEN clock_timestamp() + make_interval(secs => %(seconds)s)
         ELSE until END
WHERE $OURS RETURNING extract(epoch FROM clock_timestamp())::float8, $SERVER,
 current_setting('fsync') = 'on', lasting, extract(epoch FROM until)::float8
""")
LOOK: Final = _spelt("""
SELECT extract(epoch FROM clock_timestamp())::float8, $SERVER FROM leases WHERE $OURS
""")
HOLD: Final = LOOK + "FOR KEY SHARE"
LEFT: Final = _spelt("SELECT extract(epoch FROM until - clock_timestamp())::float8 FROM leases WHERE $HERE")
OPEN: Final = _spelt("UPDATE leases SET ready = true WHERE $OURS")
ARRIVED: Final = _spelt("UPDATE leases SET server = $SERVER, lasting = $SYNCHRONOUS WHERE $HERE")
GONE: Final = _spelt("DELETE FROM leases WHERE $HERE")
# Not in order, as long as nobody has seen to what may be missing.
GIVEN_BACK: Final = _spelt("""
UPDATE leases SET ready = false, until = 'epoch', holder = CASE WHEN server = $SERVER THEN '' ELSE holder END
WHERE $HERE
""")

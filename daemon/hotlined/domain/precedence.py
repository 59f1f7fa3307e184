"""In which order mails that were read together are dealt with: urgent ones first (DESIGN section 4.4)."""

from collections.abc import Sequence

from hotlined.domain.filing import read_tags
from hotlined.domain.message import Inbound, Party
from hotlined.domain.site import Site
from hotlined.domain.tags import read_subject
from hotlined.domain.who import identify
from hotlined.domain.words import Word


def in_turn(mails: Sequence[Inbound], site: Site) -> tuple[int, ...]:
    """The places of the mails in the order in which they are dealt with; the rest as they arrived.

    The public's report that an urgent mail forwards goes before it, so that its time of arrival is known.
    """
    urgent = {at for at, mail in enumerate(mails) if is_urgent(mail, site)}
    wanted = {one.message_id for at in urgent for one in mails[at].originals if one.message_id}
    ahead = {at for at, mail in enumerate(mails) if mail.message_id in wanted}
    return tuple(sorted(range(len(mails)), key=lambda at: (at not in ahead | urgent, at not in ahead, at)))


def is_urgent(mail: Inbound, site: Site) -> bool:
    """Whether an analyst, or somebody in an analyst's name, says [URGENT]: only the order depends on it.

    So the outer subject counts too, whatever the signature covers.
    """
    if identify(mail, site).party is not Party.ANALYST:
        return False
    tags, _ = read_tags(mail, site)
    outer = read_subject(
        mail.subject, prefix=site.hotline.prefix, aliases=site.tag_aliases, gateway_marks=site.gateway_marks
    )
    return tags.get(Word.URGENT) is not None or outer.get(Word.URGENT) is not None

"""Which open cases have a URL that a mail is about, where what it says may be of them, too."""

from hotlined.domain.analysts.form_source import form_text
from hotlined.domain.cases.state import Case
from hotlined.domain.form import read_form
from hotlined.domain.hotline.site import Site
from hotlined.domain.hotline.url_key import url_key
from hotlined.domain.letters.decision import Facts
from hotlined.domain.mail.message import Inbound
from hotlined.domain.steps.filing import read_tags
from hotlined.domain.tagging.tags import TagReading
from hotlined.domain.tagging.words import Word

OF_ITEMS = (Word.REMOVED, Word.ONLINE)


def alike(mail: Inbound, facts: Facts, ordered: TagReading | None, site: Site) -> tuple[str, ...]:
    """Their names, in order; `ordered`: the tags of an analyst's mail, None: it is the LEA's."""
    if facts.seen:
        return ()
    (stream, *more) = facts.match.streams or ("",)
    if stream and not more:
        of_items = ordered is None or any(ordered.get(word) is not None for word in OF_ITEMS)
        keys = _keys(facts.cases[stream]) if of_items else ()
    else:
        harmless = not stream and ordered is not None and ordered.get(Word.NOT_ILLEGAL) is not None
        keys = _keys_in(mail, facts, site) if harmless else ()
    found = dict.fromkeys(name for key in keys for name in facts.urls.get(key, ()))
    return tuple(name for name in found if name != stream)


def _keys(case: Case) -> tuple[str, ...]:
    return tuple(dict.fromkeys(url_key(item.url) for item in case.listed))


def _keys_in(mail: Inbound, facts: Facts, site: Site) -> tuple[str, ...]:
    """The URLs of the form in an analyst's mail."""
    rest = read_tags(mail, site)[1]
    ours = {"answers_form": facts.answers_form, "answers_us": facts.answers_us}
    text, _ = form_text(mail, rest, site, **ours)
    form = read_form(text, labels=site.labels, zone=site.hotline.timezone).form
    return tuple(dict.fromkeys(url_key(item.url) for item in form.items))

"""Groups of what the phrases of rules/replies.yaml mean."""

# What counts only where the sentence surely says it.
SERIOUS = frozenset({"received", "release", "removed", "ntd-sent"})
# Phrases beside which a sentence is still understood.
_BESIDE = {"harmless", "closing", "filler", "rank", "polite", "disclaimer", "until"}
KNOWN = SERIOUS | {"not-yet", "needless"} | _BESIDE
# What makes a statement worth asking about: somebody may want something, or speaks of provider or notice.
CUES = frozenset(
    {"hold", "not-yet", "open", "negation", "topic", "polite", "question", "telling", "automatic"}
)

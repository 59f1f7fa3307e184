"""The parser of mails as a process of its own, which may be killed: `parent`, and `child` inside it.

Neither imports the other, so that the process holds only what it needs.
"""

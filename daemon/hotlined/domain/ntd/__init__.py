"""Notices to providers: the policy, the text, the gate before each is sent, reminders."""

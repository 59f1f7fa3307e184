"""A new machine from nothing to a running service: Debian, systemd, Postfix, Dovecot, our own guide."""

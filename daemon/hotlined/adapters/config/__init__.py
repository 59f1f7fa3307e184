"""The site's configuration: mailboxes.yaml and rules/, validated as a whole before anything runs."""

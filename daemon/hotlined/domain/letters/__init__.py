"""What a decision may use, and the mails to be written: to whom, in which thread, how protected."""

"""What in the text of a mail is new and what is quoted, by mail programs' habits; and what asks to wait."""

"""What a reply says: words, sentences, days, item numbers; and what that comes to."""

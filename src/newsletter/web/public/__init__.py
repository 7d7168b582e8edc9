"""The doors for people: no login, no cookie, no script, no tracking."""

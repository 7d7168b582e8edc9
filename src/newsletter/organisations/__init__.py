"""Who sends: the legal entity behind every message."""

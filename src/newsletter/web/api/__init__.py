"""The door for programs: JSON under /api/v1, with an API key."""

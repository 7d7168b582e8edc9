"""The doors for people and programs: parse, call one use case, answer."""

"""The outbox leaves the house."""

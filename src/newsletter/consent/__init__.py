"""The consent ledger: what happened is appended, never changed. A person is named by fingerprint only."""

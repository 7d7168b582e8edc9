"""An e-mail list manager that can prove, for every message, why it was allowed to send it."""

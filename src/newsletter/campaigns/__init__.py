"""One message to many: written, checked, launched by law, and accounted for."""

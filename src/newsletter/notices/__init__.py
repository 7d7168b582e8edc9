"""Mail that is no marketing: what carries out a contract with its recipients, or what a statute demands."""

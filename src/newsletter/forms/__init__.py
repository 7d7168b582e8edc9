"""Sign-up forms: what a website shows before anybody consents."""

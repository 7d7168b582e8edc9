"""What is wrong with a set-up? Each part is looked at as the service uses it; no mail is sent, nothing is changed."""

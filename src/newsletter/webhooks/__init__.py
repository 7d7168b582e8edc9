"""Which other programs are told what happened here? After Standard Webhooks; an event is a row beside its cause."""

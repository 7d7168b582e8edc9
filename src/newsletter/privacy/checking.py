"""How does anybody check a proof? In words; message ids of the catalogue."""

from newsletter.languages import sentence

HOW_TO_CHECK = (
    sentence(
        "Each record has a digest: SHA-256 over its envelope, written as JSON in UTF-8 with sorted keys and without "
        "blanks, its times in UTC with microseconds. The JSON form of this proof holds each envelope, so anybody can "
        "compute it."
    ),
    sentence(
        "The envelope holds the digest of the words (wording_digest) and a salted digest of the erasable details "
        "(details), so neither can be changed unless the record's digest changes too. Details that were erased leave "
        "their digest."
    ),
    sentence(
        "Records stand under seals. A seal is a SHA-256 over its number, its time, the seal before it, and the numbers "
        "and digests of its records in order; it is signed with a key that is kept apart from the database. So each "
        "seal vouches for everything before it."
    ),
    sentence(
        "Whoever runs the program checks the whole ledger with `newsletter ledger verify --head` and a head that was "
        "noted earlier, such as the one of this proof. It recomputes every digest and every seal, and names the first "
        "that does not fit."
    ),
    sentence(
        "A person is named in the ledger by a fingerprint of the address: HMAC-SHA-256, with a secret key, over the "
        "SHA-256 of the address in small letters. Who has the key can show that it belongs to the address."
    ),
)

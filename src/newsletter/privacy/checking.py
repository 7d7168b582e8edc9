"""How does anybody check a proof? In words; message ids of the catalogue."""

from newsletter.languages import sentence

HOW_TO_CHECK = (
    sentence(
        "What anybody can check alone: the digest of each record. It is SHA-256 over the record's envelope (in the "
        "JSON form of this proof: envelope), written as JSON in UTF-8 with keys sorted at every level, without "
        "blanks between the parts, and with letters as they are, not escaped. The result in hexadecimal digits is "
        "the record's digest. Compare the readable fields with those of the envelope too: there uid is the "
        "record's id without hyphens."
    ),
    sentence(
        "The digest of the words is made the same way, over the envelope that stands in wording: SHA-256 over it "
        "as JSON in UTF-8 with keys sorted at every level, without blanks between the parts, and with letters as "
        "they are. The result is the digest in wording, and stands in the record's envelope as wording_digest."
    ),
    sentence(
        "The record's envelope also holds a digest of the details that can be erased (details), made over a secret "
        "salt and the details. The salt is not handed out, so only whoever holds the database can check it. "
        "Details that were erased leave their digest."
    ),
    sentence(
        "The digest of a campaign (content_digest) is SHA-256 over its subject, a line break and its body as the "
        "sender wrote it, in UTF-8. The body is not in this proof, so only who has the campaign can check it. It "
        "shows nothing of the copy that one person got."
    ),
    sentence(
        "What nobody can check from this proof alone: the seals. A seal is a SHA-256 over its number, its time, "
        "the seal before it, and the numbers and digests of all its records in order. Other people's records stand "
        "under the same seal and are not in this proof. The times are of the service's own clock: a seal shows "
        "that a record was there when it was sealed, and of a record that waits for its seal nothing is shown. "
        "Each seal is signed with a key that is kept apart from the database."
    ),
    sentence(
        "What can be compared from outside: a seal, or the head, of this proof with the head of the same number "
        "that was noted at the time. Where the service is set up so, heads are mailed to the sender and written to "
        "a file outside the database. Ask to see one from before the matter arose."
    ),
    sentence(
        "Whoever holds the database checks the whole ledger with `newsletter ledger verify --head` and a head that "
        "was noted earlier, such as the one of this proof. The command recomputes every digest and every seal, and "
        "names the first that does not fit. Ask for it to be run with a head that you have noted yourself."
    ),
    sentence(
        "A person is named in the ledger by a fingerprint of the address: HMAC-SHA-256, with a secret key, over "
        "the SHA-256 of the address in small letters. Who has the key can show that it belongs to the address."
    ),
)

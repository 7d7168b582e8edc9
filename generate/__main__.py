"""`python -m generate`: make the client anew."""

from generate.client import FOLDER, made

for name, text in made().items():
    (FOLDER / name).write_text(text)

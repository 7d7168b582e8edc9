"""The law as a pure function: no I/O, no clock, no framework, no SQL. Standard library alone.

`eligibility.decide(message, situation)` answers whether one message may go to people in one situation. Nothing
else in the program repeats a rule of it. `reading.question(case)` makes both from facts told in full. Rules cite
markedsføringsloven (LOV-2009-01-09-2), the GDPR and the guidance of the authorities; `docs/law.md` lists each of them.
"""

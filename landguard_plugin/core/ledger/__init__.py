"""The farmland balance ledger 耕地占补平衡台账: double entry over land, dated rules, the best write-off.

amounts    the three accounts and their integers
units      administrative codes and their hierarchy
records    what the books hold: units, projects, lots, marks, batches, seals
books      the whole of it, in canonical order
postings   batches -> double-entry postings
periods    from .. to
statement  opening ... closing per unit and account
standing   lots and projects as of a date
checks     broken books -> flaws (values with a code)
grades     grades, yields, capacity
text       the plain-text ledger, both ways
rules      dated rule sets as data
proposal   the best write-off
year       the year balance from the flow matrix's pieces
sheets     the office's spreadsheets -> entries, with a rejected list
"""

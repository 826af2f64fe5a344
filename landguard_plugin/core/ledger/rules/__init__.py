"""Dated rule sets as data: which sections a set has, which parameters a section needs, and the judges that read them."""

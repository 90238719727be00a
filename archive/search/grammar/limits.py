"""The limits of the typed text; what filters, access and names add comes after and does not count."""

# Limits of the typed text (safety.md T17). 4,000 characters are two pages; a longer list belongs in batch search.
LENGTH_MAX = 4_000
DEPTH_MAX = 32
TERMS_MAX = 200
# Words apart: beyond this "near" says no more than AND, and candidates grow without telling anything.
DISTANCE_MAX = 500
BOOST_MAX = 1_000.0
AT_LEAST_MAX = 1_000
FIXED_LETTERS = 2

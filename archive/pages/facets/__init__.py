"""Facets: the leading values beside the results, and the page of all values of one.

A count is what choosing only that value gives (query-language.md), and each stands on the link that gives it.
`values` is a value as shown, `groups` the facets beside the results, `listing` all values in their order, `page`
the page of them.
"""

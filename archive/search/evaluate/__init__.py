"""What every engine does alike with a request: compile it, decide what an engine cannot, and put the page together.

An engine gives a `Snapshot` (build these queries, read these numbers) and lays articles out in the fields of
`layout`; everything else of an answer is made here once, so engines can only differ in their leaves.
"""

"""What the styles of an HTML mail make of its words, and which of these nobody sees.

tinycss2 reads `styles` and `sheets`; `properties` says what a declaration says of an element, by its `values`
and `shades`; `matching` finds the elements that `selectors` name; `unseen` decides by all of that.
"""

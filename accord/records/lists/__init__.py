"""The list of any record type, made from its declarations: what the address asks for, which rows that is, how they are drawn.

`state` reads the address, `filters` turn it into conditions, chips and the panel, `order` sorts and pages by key, `cells` prepare what a
row shows, `linked` fetches what rows point to as far as the reader may see it, `figures` count and sum, `saved` keeps views.
`listing.Listing` puts them together; the board, export and *next record* use the same object.
"""

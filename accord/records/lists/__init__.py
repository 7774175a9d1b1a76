"""The list of any record type, made from its declarations: what the address asks, which rows that is, how they look.

`state` reads the address, `filters` turn it into conditions, chips and the panel, `order` sorts and pages, `cells`
prepare what a row shows, `linked` fetches what rows point to as far as the reader may see it, `figures` count and sum,
`saved` keeps views, `bulk` acts on many. `listing.Listing` puts them together and `page.ListPage` says the rest of the
page; the board, export and *next record* use the same object.
"""

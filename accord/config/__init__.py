"""How the product is put together: settings, addresses, contents and clocks."""

"""One file a source; its name is the source's name for ``--source`` (``shopify_orders`` → ``shopify-orders``)."""

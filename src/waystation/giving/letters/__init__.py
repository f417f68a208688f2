"""Mail to donors: links to their own page, thanks, receipts."""

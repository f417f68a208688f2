"""The book: double entry in whole cents, six categories, contingency that rolls on."""

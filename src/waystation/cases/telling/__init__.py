"""What somebody allows to be told of them in public, in which form, where and until when."""

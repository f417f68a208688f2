"""The end of a way: counted, cared for, asked, and the first days."""

"""The organisation's rules and pathways: what is shipped, and changes that two people agreed on."""

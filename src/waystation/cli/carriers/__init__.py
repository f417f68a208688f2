"""Carries word out of the building. Nothing else in Waystation calls anybody.

The word is the same whatever happened: a "1". Whoever carries or intercepts it learns that
somebody is called, and when; random delays and calls for nothing blur even that.
"""

"""The declared sensitivity of what every sealed row has."""

ROW_FIELDS = {
    "*.id": "opaque",
    "*.cell": "opaque",
    "*.day": "coarse",
    "*.revision": "coarse",
    "*.body": "sealed",
}

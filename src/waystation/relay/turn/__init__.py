"""The one question a phone asks, answered without any key of ours."""

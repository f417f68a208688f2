"""Tests of the kernel, held to plain slow twins."""

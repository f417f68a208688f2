"""Who travels with whom: groups proposed, built by hand, changed, and let go only when safe."""

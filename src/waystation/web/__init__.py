"""The console's shell: sign-in, navigation, board, headers. No rules."""

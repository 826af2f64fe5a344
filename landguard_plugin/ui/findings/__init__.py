"""The dock "Check findings": choose what to check, run it, look through what was found, explain what is right as it is."""

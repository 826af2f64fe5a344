"""Signing keys on disk: passphrase-protected PKCS#8 files, by a well-kept library only."""

"""Trust: canonical bytes, the hash-chained log, certificates (认定书), who may decide what."""

"""Evidence (举证): what photos and documents claim, how the claims are tested, which grade they earn."""

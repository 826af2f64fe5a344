"""Evidence on screen: the strip of a patch, the large view, photos on the map, photos matched to patches."""

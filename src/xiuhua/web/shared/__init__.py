"""What all audiences share: frame, words, formats, refusals, files, sign-in."""

"""The five-fixed, minimal so far: who answers for grid G at time T."""

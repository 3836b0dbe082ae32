"""Coverage: who should go where today and why, what nobody touched, and the four-all report. Pulls from below."""

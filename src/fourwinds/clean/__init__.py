"""Text to text: one spelling for the model (``normalise``), private details masked (``shield``)."""

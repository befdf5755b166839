"""Text to matrix: character n-grams in NumPy (``ngram_index``), as a transformer (``char_ngrams``), words (``words``)."""

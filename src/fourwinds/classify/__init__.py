"""Matrix to decision: the head that is trained (``head``), probabilities that mean something (``calibrate``), what
follows from them (``decide``), the words behind them (``evidence``) and how good they are (``evaluate``)."""

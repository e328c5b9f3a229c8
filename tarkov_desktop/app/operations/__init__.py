"""Operations: the vocabulary of the product, one module per noun."""

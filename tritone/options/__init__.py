"""One table of what an operator may choose.

From it come the arguments of `tritone serve` and `tritone build`, their checks and those of the parameters that a model
is loaded with. Tests hold ensemble/*/config.pbtxt and README's table to it.
"""

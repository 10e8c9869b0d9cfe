"""The low-level clients of a running server; `tritone.client` is the one for everybody else."""

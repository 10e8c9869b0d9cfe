"""All that knows Triton: everything that imports `triton_python_backend_utils`, and what only it needs."""

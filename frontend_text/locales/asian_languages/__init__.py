"""Chinese, Japanese, Korean, Vietnamese."""

"""What passes between the steps of a request: values and contracts, no behaviour."""

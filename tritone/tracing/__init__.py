"""Where the time of a request goes, told to a collector of traces (OpenTelemetry)."""

"""What an operator may choose about `tritone serve` itself: where it listens, how long it waits, what it may hold."""

from __future__ import annotations

from tritone.options.option import Option

LOOPBACK = "127.0.0.1"

LISTEN_OPTIONS = (
    Option(
        "host",
        LOOPBACK,
        "address to listen on (0.0.0.0: everyone who can reach it, without a password)",
        metavar="HOST",
        flag="--host",
    ),
    *(
        Option(
            f"{service}_port",
            port,
            "0 takes a free one",
            0,
            65_535,
            metavar="PORT",
            flag=f"--{service}-port",
            listed_default=str(port),
        )
        for service, port in (("http", 8000), ("grpc", 8001), ("metrics", 8002), ("health", 8003))
    ),
    *(
        Option(f"{service}_host", "", meaning, metavar="HOST", flag=f"--{service}-host", listed_default="as --host")
        for service, meaning in (
            ("http", "address of HTTP alone, which has no TLS"),
            ("metrics", "address of the metrics alone"),
            ("health", "address of the health port alone (docs/operations.md)"),
        )
    ),
)
"""Where a server of ours listens."""

ACCESS_OPTIONS = tuple(
    Option(name, "", meaning, metavar="F", flag=f"--{name.replace('_', '-')}", listed_default="none")
    for name, meaning in (
        ("tls_cert", "PEM: the certificate of gRPC, and those between it and its authority"),
        ("tls_key", "PEM: the key of that certificate"),
        ("client_ca", "PEM: only callers with a certificate of this authority are let in"),
        ("api_keys_file", "a name and a key on each line: only callers with such a key are served (SECURITY.md)"),
    )
)
"""Who may use it."""

TIMEOUT_OPTIONS = (
    Option(
        "start_timeout_seconds",
        300.0,
        "longest wait for the models to load",
        1,
        3600,
        metavar="S",
        flag="--start-timeout",
        listed_default="300",
    ),
    Option(
        "drain_seconds",
        0.0,
        "how long newcomers are served when it is told to stop and says that it is not ready",
        0,
        3600,
        metavar="S",
        flag="--drain-seconds",
        listed_default="0",
    ),
    Option(
        "exit_timeout_seconds",
        10,
        "how long streams may finish after that, while newcomers are refused",
        0,
        3600,
        metavar="S",
        flag="--exit-timeout",
    ),
)
"""How long it may take to start and to stop."""

MEMORY_OPTIONS = (
    Option(
        "process_memory_mb",
        4096.0,
        "memory of each model process; one that holds more is replaced when nobody is served, or within a minute "
        "(0: no limit)",
        0,
        1_000_000,
        metavar="MB",
        flag="--process-memory-mb",
        listed_default="4096",
    ),
)
"""What a process may grow to."""

TRACE_OPTIONS = (
    Option(
        "trace",
        "",
        "send traces of requests to this collector (OTLP over HTTP; docs/monitoring.md)",
        metavar="otlp://HOST:PORT",
        flag="--trace",
        listed_default="none",
    ),
    Option("trace_rate", 1, "trace one request of so many", 1, 1_000_000, metavar="N", flag="--trace-rate"),
)
"""What is told of requests."""

SERVER_OPTIONS = (*LISTEN_OPTIONS, *ACCESS_OPTIONS, *TIMEOUT_OPTIONS, *MEMORY_OPTIONS, *TRACE_OPTIONS)
"""All of them."""

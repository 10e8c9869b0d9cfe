"""How tritonserver is told of certificates, for its gRPC."""

from __future__ import annotations

from tritone.server.options import ServeOptions


def tls_arguments(options: ServeOptions) -> list[str]:
    """Nothing where gRPC is plain."""
    if not options.tls_cert:
        return []
    # Triton reads the certificates of either flag only where that flag, and not the other, says so.
    kind = ["--grpc-use-ssl-mutual=true", f"--grpc-root-cert={options.client_ca}"] if options.client_ca else []
    return [
        *(kind or ["--grpc-use-ssl=true"]),
        f"--grpc-server-cert={options.tls_cert}",
        f"--grpc-server-key={options.tls_key}",
    ]

# Tritone's images. docs/container.md says how they are run, how large they are and what was checked.
#
#   docker build --target cpu       -t tritone:cpu .        native CPU engine, embedded server; no PyTorch
#   docker build --target cpu-torch -t tritone:cpu-torch .  the same with CPU PyTorch: any x86-64
#   docker build --target gpu       -t tritone:gpu .        NVIDIA's Triton image, PyTorch on CUDA
#
# Settings of pip (an index of your own, a proxy's certificate) go in as a secret and stay out of the image:
#   --secret id=pip_conf,src=pip.conf

# Debian 12 has glibc 2.36; the embedded server needs 2.35. 3.12 is the newest Python that NumPy 1 has wheels for.
ARG PYTHON_IMAGE=python:3.12-slim-bookworm

# 26.08 is the first release with all the fixes that concern a decoupled model calling others by BLS:
#   up to 25.11  a model's process that died went unnoticed by the readiness endpoints (server ones: up to 26.03)
#   up to 26.03  gRPC: use after free in the errors of streams that ask for a status
#   up to 26.06  Python backend: deadlock and use after free around decoupled and asynchronous BLS calls
#   25.09-26.07  dynamic batching with preserve_ordering ordered nothing, or hung (not used here, but a line away)
# Open in every release: server issue 8882, a crash under concurrent BLS load, seen by its reporter within a week on
# 25.02 and 26.05.
ARG TRITON_IMAGE=nvcr.io/nvidia/tritonserver:26.08-py3


# ---- The wheel: the library, the command line, the ensemble, the backends, and the native CPU kernels, compiled here so
# that no other image needs a compiler; for named instructions, not for this machine's.
FROM ${PYTHON_IMAGE} AS wheel
# The compiler's version does not matter, and Debian removes old ones from its mirrors.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends gcc libc6-dev \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY LICENSE NOTICE README.md pyproject.toml ./
COPY scripts/wheel_hook.py scripts/wheel_hook.py
COPY backends backends
COPY ensemble ensemble
COPY frontend_text frontend_text
COPY tritone tritone
RUN --mount=type=secret,id=pip_conf,target=/etc/pip.conf \
    python3 -m pip wheel --no-cache-dir --no-deps --wheel-dir /wheel .


# ---- CPU: an environment with the embedded server, in one folder.
FROM ${PYTHON_IMAGE} AS environment
RUN python3 -m venv --without-pip /opt/tritone
# Which server it is stands in one place.
COPY tritone/server/machine/install.py /install.py
# Only the server's files are wanted, not the packages that its wheel asks for; and the stub of this Python alone.
RUN --mount=type=secret,id=pip_conf,target=/etc/pip.conf \
    server=/opt/tritone/share/tritone/server \
    && sed -n -e 's/^REQUIREMENT = "\(.*\)"$/\1 \\/p' -e 's/^    "\([0-9a-f]\{64\}\)",$/ --hash=sha256:\1 \\/p' \
        /install.py > /requirements.txt && echo >> /requirements.txt \
    && python3 -m pip install --no-cache-dir --no-compile --no-deps --target "$server" --requirement /requirements.txt \
    && stubs="$server/pytriton/tritonserver/python_backend_stubs" \
    && kept="$(python3 -c 'import sys; print("{}.{}".format(*sys.version_info))')" \
    && find "$stubs" -mindepth 1 -maxdepth 1 ! -name "$kept" -exec rm -r {} + \
    && chmod +x "$server/pytriton/tritonserver/bin/tritonserver" "$stubs/$kept/triton_python_backend_stub"

FROM environment AS build
WORKDIR /opt/tritone
COPY --from=wheel /wheel /wheel
COPY constraints.txt /constraints.txt
RUN --mount=type=secret,id=pip_conf,target=/etc/pip.conf \
    python3 -m pip --python bin/python install --no-cache-dir --no-compile --constraint /constraints.txt \
        "$(echo /wheel/tritone-*.whl)[embedded]"
# What would otherwise be made at the first start, in a home folder that the image does not have: the grammars of the
# text library, and bytecode.
RUN TRITONE_CACHE=/opt/tritone/cache bin/python -c 'from frontend_text import Frontend; Frontend("en-us").warm()' \
    && chmod -R a+rX cache \
    && bin/python -m compileall -q lib

FROM build AS build-torch
# "+cpu": the build without CUDA, several gigabytes smaller. It lies in PyTorch's own index, which pip must be told of.
RUN --mount=type=secret,id=pip_conf,target=/etc/pip.conf \
    python3 -m pip --python /opt/tritone/bin/python install --no-cache-dir torch==2.13.0+cpu


# ---- CPU: what runs. No compiler, no pip cache, no source.
FROM ${PYTHON_IMAGE} AS runtime
# A number, so that Kubernetes can see that it is not root.
RUN useradd --system --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin tritone
ENV PATH=/opt/tritone/bin:$PATH \
    TRITONE_CACHE=/opt/tritone/cache \
    ORT_DISABLE_TELEMETRY=1 \
    PYTHONDONTWRITEBYTECODE=1
USER 10001:10001
WORKDIR /tmp
# HTTP, gRPC, metrics.
EXPOSE 8000 8001 8002 8003
# Synthesises a word; the models have loaded long before a minute is over.
HEALTHCHECK --interval=30s --timeout=15s --start-period=60s --retries=3 \
    CMD ["python3", "-m", "tritone.server.running.container_health"]
# `tritone serve` lets streams finish (10 s), then ends the server: give `docker stop` 20 s.
STOPSIGNAL SIGTERM
ENTRYPOINT ["tritone", "serve", "--host", "0.0.0.0"]

FROM runtime AS cpu-torch
COPY --from=build-torch /opt/tritone /opt/tritone


# ---- GPU: NVIDIA's server, its Python 3.12, PyTorch on CUDA.
FROM ${TRITON_IMAGE} AS gpu
COPY --from=wheel /wheel /wheel
# The server's Python backend runs the system's Python, which this image exists for: packages go there.
ENV PIP_BREAK_SYSTEM_PACKAGES=1
RUN --mount=type=secret,id=pip_conf,target=/etc/pip.conf \
    python3 -m pip install --no-cache-dir "$(echo /wheel/tritone-*.whl)[torch]" \
    && rm -r /wheel
# hibari-tts asks for ONNX Runtime, whose own builds send telemetry; Tritone does not load it.
ENV TRITONE_CACHE=/opt/tritone/cache \
    ORT_DISABLE_TELEMETRY=1
# Grammars as above. Models and backends also lie where a plain `tritonserver --model-repository=/models` finds them.
RUN python3 -c 'from frontend_text import Frontend; Frontend("en-us").warm()' \
    && chmod -R a+rX "$TRITONE_CACHE" \
    && tritone build /tmp/built --device auto \
    && cp -r /tmp/built/backends/. /opt/tritonserver/backends/ \
    && cp -r /tmp/built/models /models \
    && rm -r /tmp/built
ENV PYTHONDONTWRITEBYTECODE=1
# The base image's triton-server.
USER 1000:1000
WORKDIR /tmp
EXPOSE 8000 8001 8002 8003
# PyTorch and CUDA take their time to load.
HEALTHCHECK --interval=30s --timeout=15s --start-period=180s --retries=3 \
    CMD ["python3", "-m", "tritone.server.running.container_health"]
STOPSIGNAL SIGTERM
# The base image's entrypoint finds the driver's compatibility libraries, then runs what follows.
ENTRYPOINT ["/opt/nvidia/nvidia_entrypoint.sh", "tritone", "serve", "--host", "0.0.0.0"]
CMD ["--device", "auto"]


# ---- CPU, the last and thus the default target.
FROM runtime AS cpu
COPY --from=build /opt/tritone /opt/tritone

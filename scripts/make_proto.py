"""Write Triton's gRPC interface as .proto files out of tritonclient's descriptors: python scripts/make_proto.py

For callers in other languages: tritone/client/protocol/grpc_service.proto and model_config.proto. tritonclient carries
only the compiled form (BSD-3-Clause, NVIDIA; the licence stands in each file), so comments are lost.
"""

from __future__ import annotations

from importlib import metadata
from pathlib import Path

from google.protobuf import descriptor_pb2
from tritonclient.grpc import model_config_pb2, service_pb2

FOLDER = Path(__file__).resolve().parents[1] / "tritone" / "client" / "protocol"
_HEADER = """// Triton's gRPC interface, written by scripts/make_proto.py out of tritonclient {version}.
// Copyright (c) NVIDIA CORPORATION & AFFILIATES. All rights reserved. SPDX-License-Identifier: BSD-3-Clause
// (LICENSE-tritonclient.txt beside this file)
"""
_FIELD = descriptor_pb2.FieldDescriptorProto
_SCALARS = {
    number: name.removeprefix("TYPE_").lower()
    for name, number in _FIELD.Type.items()
    if name not in ("TYPE_MESSAGE", "TYPE_ENUM", "TYPE_GROUP")
}


def proto_text(file: descriptor_pb2.FileDescriptorProto) -> str:
    """A file of proto3 as people write it."""
    lines = [_HEADER.format(version=metadata.version("tritonclient")), 'syntax = "proto3";', ""]
    lines += [f"package {file.package};", ""] if file.package else []
    lines += [f'import "{name}";' for name in file.dependency]
    for enum in file.enum_type:
        lines += ["", *_enum(enum)]
    for message in file.message_type:
        lines += ["", *_message(message)]
    for service in file.service:
        lines += ["", f"service {service.name} {{"]
        for method in service.method:
            takes, gives = (
                f"{'stream ' if is_stream else ''}{_reference(name)}"
                for is_stream, name in (
                    (method.client_streaming, method.input_type),
                    (method.server_streaming, method.output_type),
                )
            )
            lines.append(f"  rpc {method.name}({takes}) returns ({gives});")
        lines.append("}")
    return "\n".join(lines) + "\n"


def _message(message: descriptor_pb2.DescriptorProto) -> list[str]:
    maps = {nested.name: nested for nested in message.nested_type if nested.options.map_entry}
    inside: list[str] = []
    for enum in message.enum_type:
        inside += _enum(enum)
    for nested in message.nested_type:
        if nested.name not in maps:
            inside += _message(nested)
    choices: dict[int, list[str]] = {}
    for field in message.field:
        written = f"{_type(field, maps)} {field.name} = {field.number};"
        if field.HasField("oneof_index") and not field.proto3_optional:
            group = choices.setdefault(field.oneof_index, [])
            if not group:
                inside.append(f"oneof {message.oneof_decl[field.oneof_index].name} {{{field.oneof_index}")
            group.append(f"  {written}")
        else:
            inside.append(written)
    lines = [f"message {message.name} {{"]
    for line in inside:
        if line.startswith("oneof "):
            head, _, index = line.rpartition("{")
            lines += [f"  {head}{{", *(f"  {choice}" for choice in choices[int(index)]), "  }"]
        else:
            lines.append(f"  {line}")
    return [*lines, "}"]


def _enum(enum: descriptor_pb2.EnumDescriptorProto) -> list[str]:
    return [f"enum {enum.name} {{", *(f"  {value.name} = {value.number};" for value in enum.value), "}"]


def _type(field: descriptor_pb2.FieldDescriptorProto, maps: dict[str, descriptor_pb2.DescriptorProto]) -> str:
    entry = maps.get(field.type_name.rpartition(".")[2]) if field.type == _FIELD.TYPE_MESSAGE else None
    if entry is not None:
        key, value = entry.field
        return f"map<{_type(key, {})}, {_type(value, {})}>"
    name = _SCALARS.get(field.type) or _reference(field.type_name)
    if field.label == _FIELD.LABEL_REPEATED:
        return f"repeated {name}"
    return f"optional {name}" if field.proto3_optional else name


def _reference(name: str) -> str:
    """`.inference.ModelConfig` as the files themselves write it; a full name stays unambiguous."""
    return name.removeprefix(".")


def files() -> dict[str, str]:
    """File name → text."""
    written = {}
    for module in (service_pb2, model_config_pb2):
        file = descriptor_pb2.FileDescriptorProto()
        module.DESCRIPTOR.CopyToProto(file)
        written[file.name] = proto_text(file)
    return written


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in files().items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()

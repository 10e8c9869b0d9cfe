"""Ship the model repository and the backends, which lie beside the packages in the checkout, inside `tritone`."""

from setuptools import find_packages, setup

setup(
    packages=[*find_packages(include=["tritone*", "frontend_text*"]), "tritone._ensemble", "tritone._backends"],
    package_dir={"tritone._ensemble": "ensemble", "tritone._backends": "backends"},
    package_data={
        "": ["*.json", "*.json.gz", "*.c", "*.h", "*.tsv", "*.txt", "word_network.onnx"],
        "tritone.voices": ["manifests/*.json"],
        "tritone._ensemble": ["*/config.pbtxt"],
        "tritone._backends": ["*/model.py"],
    },
)

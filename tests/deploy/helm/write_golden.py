"""Keep the default rendering of the chart as it is now: python -m tests.deploy.helm.write_golden"""

from tests.deploy.helm.rendering import GOLDEN, golden_text

if __name__ == "__main__":
    GOLDEN.write_text(golden_text(), encoding="utf-8")

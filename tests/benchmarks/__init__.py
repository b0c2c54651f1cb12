"""Benchmarks are programs and import their neighbours by bare name: so do their tests."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[2] / "benchmarks"))

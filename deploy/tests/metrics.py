"""The names of our metrics in CloudWatch, from the table of `docs/metrics.md`, which is kept equal to the code."""

import re

from harness import FOLDER

TABLE = FOLDER.parents[1] / "docs" / "metrics.md"
ROW = re.compile(r"^\| `scripta_(\w+)` \| (counter|gauge|histogram) \| (.*?) \| (.*?) \|", re.MULTILINE)
LABEL = re.compile(r"`(\w+)`: ([^;]+)")


def names():
    """By the rule that stands above the table."""
    found = set()
    for metric, kind, _unit, labels in ROW.findall(TABLE.read_text()):
        name = camel(metric.removesuffix("_total"))
        if kind == "histogram":
            found |= {f"{name}Sum", f"{name}Count"}
            continue
        found.add(name)
        for label, values in LABEL.findall(labels):
            if not values.startswith("up to "):
                found |= {f"{name}{camel(label)}{camel(value.strip())}" for value in values.split(",")}
    return found


def camel(snake):
    return "".join(word[:1].upper() + word[1:] for word in snake.split("_"))

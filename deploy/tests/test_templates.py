"""cfn-lint, with all of its rules: names, types and values of properties as CloudFormation has them."""

import subprocess
import sys
import unittest
from pathlib import Path

from harness import REGION, TEMPLATES

LINT = str(Path(sys.executable).with_name("cfn-lint"))


class Templates(unittest.TestCase):
    def test_each_is_clean(self):
        templates = sorted(TEMPLATES.glob("*.yaml"))
        self.assertIn("scripta.yaml", [template.name for template in templates])
        for template in templates:
            with self.subTest(template.name):
                command = [LINT, "--regions", REGION, "--include-checks", "I", "--", str(template)]
                lint = subprocess.run(command, capture_output=True, text=True)
                self.assertEqual((lint.returncode, lint.stdout), (0, ""), lint.stderr)


if __name__ == "__main__":
    unittest.main()

"""The evaluator of policies, tried on what IAM's documentation says."""

import unittest

from iam import Request, allows

BUCKET = "arn:aws:s3:::calls"


def policy(*statements):
    return {"Version": "2012-10-17", "Statement": list(statements)}


def statement(effect="Allow", action="s3:GetObject", resource=f"{BUCKET}/*", **more):
    return {"Effect": effect, "Action": action, "Resource": resource, **more}


class Evaluation(unittest.TestCase):
    def decide(self, *statements, action="s3:GetObject", resource=f"{BUCKET}/a", **context):
        return allows(Request(action, resource, context=context), [policy(*statements)])

    def test_what_nobody_allows_is_denied(self):
        self.assertFalse(self.decide())
        self.assertFalse(self.decide(statement(action="s3:PutObject")))

    def test_an_allow_is_enough(self):
        self.assertTrue(self.decide(statement()))

    def test_a_deny_wins_wherever_it_stands(self):
        self.assertFalse(self.decide(statement("Deny"), statement()))
        self.assertFalse(self.decide(statement(), statement("Deny", action="s3:*")))

    def test_wildcards_stand_for_characters_and_the_rest_is_literal(self):
        self.assertTrue(self.decide(statement(action="S3:Get*")))
        self.assertFalse(self.decide(statement(action="s3:Get?")))
        self.assertFalse(self.decide(statement(resource="arn:aws:s3:::call?/a"), resource="arn:aws:s3:::call/a"))
        self.assertFalse(self.decide(statement(resource=BUCKET)))

    def test_all_but_what_is_named(self):
        but = {"Effect": "Allow", "NotAction": "s3:Delete*", "Resource": "*"}
        self.assertTrue(self.decide(but))
        self.assertFalse(self.decide(but, action="s3:DeleteObject"))

    def test_all_conditions_must_hold(self):
        condition = {"StringEquals": {"a:b": ["1", "2"]}, "Null": {"a:c": "true"}}
        self.assertTrue(self.decide(statement(Condition=condition), **{"a:b": "2"}))
        self.assertFalse(self.decide(statement(Condition=condition), **{"a:b": "3"}))
        self.assertFalse(self.decide(statement(Condition=condition)))
        self.assertFalse(self.decide(statement(Condition=condition), **{"a:b": "2", "a:c": "1"}))

    def test_what_is_absent_is_not_equal(self):
        condition = {"StringNotEquals": {"a:b": "1"}}
        self.assertTrue(self.decide(statement(Condition=condition)))
        self.assertFalse(self.decide(statement(Condition=condition), **{"a:b": "1"}))

    def test_a_resources_policy_is_for_its_principals(self):
        ours = policy(statement(Principal={"AWS": ["arn:a", "arn:b"]}))
        self.assertTrue(allows(Request("s3:GetObject", f"{BUCKET}/a", "arn:b"), resource=[ours]))
        self.assertFalse(allows(Request("s3:GetObject", f"{BUCKET}/a", "arn:c"), resource=[ours]))

    def test_what_is_not_known_is_an_error(self):
        for more in [{"Condition": {"IpAddress": {"aws:SourceIp": "::/0"}}}, {"NotPrincipal": "*"}]:
            with self.assertRaises(NotImplementedError):
                self.decide(statement(**more))


if __name__ == "__main__":
    unittest.main()

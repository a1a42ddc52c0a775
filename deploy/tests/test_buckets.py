"""What the buckets are, as S3 tells it after the stack was made."""

import json
import unittest

from harness import KEY, client, stack


class Buckets(unittest.TestCase):
    def setUp(self):
        self.s3 = client("s3")
        self.stack = stack()
        self.both = [self.stack.outputs["Bucket"], self.stack.outputs["AccessLogsBucket"]]

    def encryption(self, bucket):
        (rule,) = self.s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"]
        return rule

    def rules(self, bucket):
        rules = self.s3.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"]
        self.assertTrue(all(rule["Status"] == "Enabled" for rule in rules), rules)
        return {rule["ID"]: rule for rule in rules}

    def test_both_encrypt_with_the_keys_of_s3_unless_a_key_is_given(self):
        for bucket in self.both:
            default = self.encryption(bucket)["ApplyServerSideEncryptionByDefault"]
            self.assertEqual(default, {"SSEAlgorithm": "AES256"})

    def test_a_key_encrypts_conversations_and_not_the_logs_which_s3_then_could_not_deliver(self):
        made = stack(KmsKeyArn=KEY)
        rule = self.encryption(made.outputs["Bucket"])
        default = rule["ApplyServerSideEncryptionByDefault"]
        self.assertEqual(default, {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": KEY})
        self.assertTrue(rule["BucketKeyEnabled"])
        logs = self.encryption(made.outputs["AccessLogsBucket"])
        self.assertEqual(logs["ApplyServerSideEncryptionByDefault"], {"SSEAlgorithm": "AES256"})

    def test_neither_can_be_public(self):
        for bucket in self.both:
            blocked = self.s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"]
            names = ["BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"]
            self.assertEqual(blocked, dict.fromkeys(names, True))

    def test_neither_has_access_lists(self):
        for bucket in self.both:
            (rule,) = self.s3.get_bucket_ownership_controls(Bucket=bucket)["OwnershipControls"]["Rules"]
            self.assertEqual(rule["ObjectOwnership"], "BucketOwnerEnforced")

    def test_both_keep_versions(self):
        for bucket in self.both:
            self.assertEqual(self.s3.get_bucket_versioning(Bucket=bucket)["Status"], "Enabled")

    def test_access_to_conversations_is_logged_in_the_other_bucket(self):
        conversations, logs = self.both
        log = self.s3.get_bucket_logging(Bucket=conversations)["LoggingEnabled"]
        self.assertEqual((log["TargetBucket"], log["TargetPrefix"]), (logs, "conversations/"))
        self.assertNotIn("LoggingEnabled", self.s3.get_bucket_logging(Bucket=logs))

    def test_former_versions_delete_markers_and_unfinished_uploads_go_away(self):
        rules = self.rules(self.both[0])
        self.assertEqual(set(rules), {"former-versions", "delete-markers", "unfinished-uploads"})
        self.assertEqual(rules["former-versions"]["NoncurrentVersionExpiration"], {"NoncurrentDays": 1})
        self.assertEqual(rules["delete-markers"]["Expiration"], {"ExpiredObjectDeleteMarker": True})
        self.assertEqual(rules["unfinished-uploads"]["AbortIncompleteMultipartUpload"], {"DaysAfterInitiation": 1})

    def test_nothing_current_goes_away_and_nothing_of_the_audit_trail(self):
        for rule in self.rules(self.both[0]).values():
            self.assertNotIn("Days", rule.get("Expiration", {}))
            if rule["ID"] != "unfinished-uploads":
                self.assertEqual(rule["Filter"], {"Prefix": "conversations/"})

    def test_conversations_go_away_after_the_days_that_are_given(self):
        made = stack(RecordRetentionDays=400, FormerVersionDays=7)
        rules = self.rules(made.outputs["Bucket"])
        self.assertEqual(rules["old-conversations"]["Expiration"], {"Days": 400})
        self.assertEqual(rules["old-conversations"]["Filter"], {"Prefix": "conversations/"})
        self.assertEqual(rules["former-versions"]["NoncurrentVersionExpiration"], {"NoncurrentDays": 7})

    def test_logs_go_away_after_the_days_that_are_given(self):
        made = stack(LogRetentionDays=30)
        rules = self.rules(made.outputs["AccessLogsBucket"])
        self.assertEqual(rules["old-logs"]["Expiration"], {"Days": 30})
        groups = client("logs").describe_log_groups(logGroupNamePrefix=made.outputs["LogGroup"])["logGroups"]
        self.assertEqual([group["retentionInDays"] for group in groups], [30])

    def test_the_bucket_has_the_name_that_is_given(self):
        made = stack(BucketName="conversations-of-a-name")
        self.assertEqual(made.outputs["Bucket"], "conversations-of-a-name")
        self.s3.head_bucket(Bucket="conversations-of-a-name")

    def test_s3_may_deliver_logs_and_nobody_else_may_use_their_bucket(self):
        policy = json.loads(self.s3.get_bucket_policy(Bucket=self.both[1])["Policy"])
        allowed = [statement for statement in policy["Statement"] if statement["Effect"] == "Allow"]
        self.assertEqual([statement["Principal"] for statement in allowed], [{"Service": "logging.s3.amazonaws.com"}])
        self.assertEqual(allowed[0]["Action"], "s3:PutObject")


if __name__ == "__main__":
    unittest.main()

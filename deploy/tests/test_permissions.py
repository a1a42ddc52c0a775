"""What the role may do, by the policies that IAM, S3 and SNS tell after the stack was made."""

import json
import re
import unittest

from harness import ACCOUNT, FOLDER, KEY, REGION, client, stack
from iam import Request, allows, listed, statements

OBJECT = "conversations/2024-01-15/session_123/67e55044-10b1-426f-9247-bb680e5fe0c8_conversation.json"
TRAIL = "audit/2024-01-15/trail-1.ndjson"
ARCHIVE = FOLDER.parents[1] / "crates" / "scripta-archive" / "README.md"
INSECURE = {"aws__SecureTransport": "false"}


class Permissions(unittest.TestCase):
    def setUp(self):
        self.use(stack())

    def use(self, made):
        self.outputs = made.outputs
        self.bucket = f"arn:aws:s3:::{made.outputs['Bucket']}"
        self.logs = f"arn:aws:s3:::{made.outputs['AccessLogsBucket']}"
        self.topic = made.outputs["TopicArn"]
        self.streams = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{made.outputs['LogGroup']}:log-stream:"
        self.role = made.ids["Recorder"]
        iam = client("iam")
        names = iam.list_role_policies(RoleName=self.role)["PolicyNames"]
        attached = iam.list_attached_role_policies(RoleName=self.role)["AttachedPolicies"]
        self.assertEqual(attached, [], "all that it may do stands in its own policies")
        self.own = [iam.get_role_policy(RoleName=self.role, PolicyName=name)["PolicyDocument"] for name in names]
        s3 = client("s3")
        policies = [s3.get_bucket_policy(Bucket=made.outputs[name])["Policy"] for name in ("Bucket", "AccessLogsBucket")]
        policies.append(client("sns").get_topic_attributes(TopicArn=self.topic)["Attributes"]["Policy"])
        self.resources = [json.loads(policy) for policy in policies]

    def may(self, action, resource="*", who=None, **context):
        """Whether the role may, or whom `who` names: then without the role's policy."""
        context = {name.replace("__", ":"): value for name, value in context.items()}
        own = self.own if who is None else []
        return allows(Request(action, resource, who or self.outputs["RoleArn"], context), own, self.resources)

    def test_it_records_reads_lists_and_erases(self):
        for action in ["s3:PutObject", "s3:GetObject", "s3:DeleteObject", "s3:DeleteObjectVersion"]:
            with self.subTest(action):
                self.assertTrue(self.may(action, f"{self.bucket}/{OBJECT}"))
        for action in ["s3:ListBucket", "s3:ListBucketVersions"]:
            with self.subTest(action):
                self.assertTrue(self.may(action, self.bucket))

    def test_of_s3_and_kms_it_has_what_the_archive_says_that_it_needs(self):
        self.use(stack(KmsKeyArn=KEY))
        has = {
            action
            for policy in self.own
            for statement in statements(policy)
            if statement["Effect"] == "Allow"
            for action in listed(statement["Action"])
            if action.startswith(("s3:", "kms:"))
        }
        needs = set(re.findall(r"`((?:s3|kms):\w+)`", ARCHIVE.read_text()))
        self.assertEqual(has, needs)

    def test_it_writes_the_audit_trail_and_cannot_take_it_away(self):
        for action in ["s3:PutObject", "s3:GetObject"]:
            self.assertTrue(self.may(action, f"{self.bucket}/{TRAIL}"))
        for action in ["s3:DeleteObject", "s3:DeleteObjectVersion"]:
            self.assertFalse(self.may(action, f"{self.bucket}/{TRAIL}"))

    def test_it_leaves_other_buckets_alone(self):
        others = [self.logs, "arn:aws:s3:::another", f"{self.bucket}-too"]
        for bucket in others:
            for action in ["s3:PutObject", "s3:GetObject", "s3:DeleteObject", "s3:DeleteObjectVersion"]:
                with self.subTest(action, bucket=bucket):
                    self.assertFalse(self.may(action, f"{bucket}/{OBJECT}"))
            for action in ["s3:ListBucket", "s3:ListBucketVersions"]:
                with self.subTest(action, bucket=bucket):
                    self.assertFalse(self.may(action, bucket))

    def test_it_changes_nothing_of_the_bucket_itself(self):
        of_bucket = "DeleteBucket PutBucketPolicy DeleteBucketPolicy PutBucketVersioning PutLifecycleConfiguration"
        of_bucket += " PutEncryptionConfiguration PutBucketLogging PutBucketPublicAccessBlock PutReplicationConfiguration"
        of_bucket += " PutBucketNotification PutBucketOwnershipControls PutBucketAcl ListBucketMultipartUploads"
        of_object = "PutObjectAcl PutObjectRetention PutObjectLegalHold BypassGovernanceRetention RestoreObject"
        of_object += " GetObjectVersion ReplicateObject PutObjectTagging"
        for action in of_bucket.split():
            with self.subTest(action):
                self.assertFalse(self.may(f"s3:{action}", self.bucket))
        for action in of_object.split():
            with self.subTest(action):
                self.assertFalse(self.may(f"s3:{action}", f"{self.bucket}/{OBJECT}"))
        for action in ["s3:ListAllMyBuckets", "s3:CreateBucket"]:
            self.assertFalse(self.may(action))

    def test_nobody_comes_without_tls(self):
        for who in [None, f"arn:aws:iam::{ACCOUNT}:root"]:
            for action in ["s3:PutObject", "s3:GetObject", "s3:DeleteObject"]:
                self.assertFalse(self.may(action, f"{self.bucket}/{OBJECT}", who, **INSECURE))
            self.assertFalse(self.may("s3:ListBucket", self.bucket, who, **INSECURE))
            self.assertFalse(self.may("sns:Publish", self.topic, who, **INSECURE))
        service = "logging.s3.amazonaws.com"
        insecure = {**INSECURE, "aws__SourceAccount": ACCOUNT}
        self.assertFalse(self.may("s3:PutObject", f"{self.logs}/conversations/1", service, **insecure))

    def test_the_buckets_let_in_nobody_else(self):
        for who in [f"arn:aws:iam::{ACCOUNT}:role/other", "arn:aws:iam::999999999999:root", "*"]:
            for action in ["s3:PutObject", "s3:GetObject", "s3:DeleteObject"]:
                self.assertFalse(self.may(action, f"{self.bucket}/{OBJECT}", who))
                self.assertFalse(self.may(action, f"{self.logs}/conversations/1", who))

    def test_s3_delivers_logs_of_this_account(self):
        service = "logging.s3.amazonaws.com"
        place = f"{self.logs}/conversations/2024-01-15"
        self.assertTrue(self.may("s3:PutObject", place, service, aws__SourceAccount=ACCOUNT))
        self.assertFalse(self.may("s3:PutObject", place, service, aws__SourceAccount="999999999999"))
        self.assertFalse(self.may("s3:PutObject", f"{self.bucket}/{OBJECT}", service, aws__SourceAccount=ACCOUNT))

    def test_it_puts_metrics_of_its_namespace_only(self):
        self.assertTrue(self.may("cloudwatch:PutMetricData", cloudwatch__namespace="Scripta"))
        for namespace in ["AWS/S3", "scripta", "Scripta2"]:
            self.assertFalse(self.may("cloudwatch:PutMetricData", cloudwatch__namespace=namespace))
        self.assertFalse(self.may("cloudwatch:PutMetricData"))
        for action in ["DeleteAlarms", "PutMetricAlarm", "DisableAlarmActions", "SetAlarmState", "PutDashboard"]:
            self.assertFalse(self.may(f"cloudwatch:{action}", cloudwatch__namespace="Scripta"))

    def test_it_tells_its_topic_and_no_other(self):
        self.assertTrue(self.may("sns:Publish", self.topic))
        self.assertFalse(self.may("sns:Publish", f"{self.topic}-too"))
        for action in ["Subscribe", "DeleteTopic", "SetTopicAttributes", "AddPermission"]:
            self.assertFalse(self.may(f"sns:{action}", self.topic))

    def test_alarms_of_this_account_tell_the_topic(self):
        arn = f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:any"
        ours = {"aws__SourceAccount": ACCOUNT, "aws__SourceArn": arn}
        service = "cloudwatch.amazonaws.com"
        self.assertTrue(self.may("sns:Publish", self.topic, service, **ours))
        theirs = {"aws__SourceAccount": "999999999999", "aws__SourceArn": arn.replace(ACCOUNT, "999999999999")}
        self.assertFalse(self.may("sns:Publish", self.topic, service, **theirs))
        self.assertFalse(self.may("sns:Publish", self.topic, "events.amazonaws.com", **ours))

    def test_it_logs_into_its_group(self):
        for action in ["logs:CreateLogStream", "logs:PutLogEvents"]:
            self.assertTrue(self.may(action, f"{self.streams}a/b"))
            other = self.streams.replace(self.outputs["LogGroup"], "/aws/other")
            self.assertFalse(self.may(action, f"{other}a/b"))
        for action in ["logs:DeleteLogStream", "logs:GetLogEvents"]:
            self.assertFalse(self.may(action, f"{self.streams}a/b"))

    def test_it_takes_no_other_role_and_no_secret(self):
        for action in "iam:PassRole iam:PutRolePolicy sts:AssumeRole secretsmanager:GetSecretValue ssm:GetParameter".split():
            self.assertFalse(self.may(action))

    def test_functions_and_tasks_of_this_account_take_it(self):
        role = client("iam").get_role(RoleName=self.role)["Role"]
        trust = [role["AssumeRolePolicyDocument"]]

        def takes(who, account=ACCOUNT):
            return allows(Request("sts:AssumeRole", "", who, {"aws:SourceAccount": account}), resource=trust)

        self.assertTrue(takes("lambda.amazonaws.com"))
        self.assertTrue(takes("ecs-tasks.amazonaws.com"))
        self.assertFalse(takes("ecs-tasks.amazonaws.com", "999999999999"))
        for who in ["ec2.amazonaws.com", f"arn:aws:iam::{ACCOUNT}:root", "arn:aws:iam::999999999999:root"]:
            self.assertFalse(takes(who))

    def test_without_a_key_it_uses_none(self):
        for action in ["kms:GenerateDataKey", "kms:Decrypt"]:
            self.assertFalse(self.may(action, KEY, kms__ViaService=f"s3.{REGION}.amazonaws.com"))

    def test_it_uses_the_key_through_s3_and_for_nothing_else(self):
        self.use(stack(KmsKeyArn=KEY))
        for action in ["kms:GenerateDataKey", "kms:Decrypt"]:
            self.assertTrue(self.may(action, KEY, kms__ViaService=f"s3.{REGION}.amazonaws.com"))
            self.assertFalse(self.may(action, KEY))
            self.assertFalse(self.may(action, KEY[:-1] + "9", kms__ViaService=f"s3.{REGION}.amazonaws.com"))
        for action in ["ScheduleKeyDeletion", "DisableKey", "CreateGrant", "PutKeyPolicy"]:
            self.assertFalse(self.may(f"kms:{action}", KEY, kms__ViaService=f"s3.{REGION}.amazonaws.com"))

    def test_with_a_key_nothing_is_encrypted_otherwise(self):
        def writes(**asked):
            return self.may("s3:PutObject", f"{self.bucket}/{OBJECT}", **asked)

        asked = "s3__x-amz-server-side-encryption"
        self.assertTrue(writes(**{asked: "AES256"}))
        self.use(stack(KmsKeyArn=KEY))
        self.assertTrue(writes(**{asked: "aws:kms"}))
        self.assertTrue(writes(), "then the bucket's default encrypts it")
        self.assertFalse(writes(**{asked: "AES256"}))


if __name__ == "__main__":
    unittest.main()

"""The examples, made with the outputs of the stack, as Lambda and ECS tell them."""

import io
import re
import unittest
import zipfile

from harness import ACCOUNT, FOLDER, REGION, Stack, client, stack
from iam import Request, allows

LAMBDA = FOLDER.parents[1] / "examples" / "lambda-node"
SECRET = f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:openai-AbCdEf"


def given():
    """What both examples take from the stack."""
    outputs = stack().outputs
    return {name: outputs[name] for name in ("RoleArn", "LogGroup")} | {"ConversationsBucket": outputs["Bucket"]}


class Lambda(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as file:
            for name in ["handler.mjs", "agent.mjs", "package.json"]:
                file.write(LAMBDA / name, name)
        s3 = client("s3")
        s3.create_bucket(Bucket="code", CreateBucketConfiguration={"LocationConstraint": REGION})
        s3.put_object(Bucket="code", Key="lambda-node.zip", Body=packed.getvalue())
        made = Stack("lambda-example.yaml", CodeBucket="code", ApiKeySecret="openai", **given())
        cls.arn = made.outputs["FunctionArn"]
        cls.function = client("lambda").get_function(FunctionName=cls.arn)["Configuration"]

    # Its log group is not looked at, since moto does not keep it.
    def test_it_has_the_role_of_the_stack(self):
        self.assertEqual(self.function["Role"], stack().outputs["RoleArn"])

    def test_it_knows_the_bucket_and_where_it_may_write(self):
        variables = self.function["Environment"]["Variables"]
        self.assertEqual(variables["CONVERSATIONS_BUCKET"], stack().outputs["Bucket"])
        self.assertTrue(variables["SCRIPTA_DATA_DIR"].startswith("/tmp/"))

    def test_the_variables_are_those_that_the_handler_asks_for(self):
        handler = (LAMBDA / "handler.mjs").read_text()
        asked = set(re.findall(r"^//   (\w+)=", handler, re.MULTILINE)) | {"OPENAI_API_KEY"}
        self.assertEqual(set(self.function["Environment"]["Variables"]), asked)

    def test_the_key_is_no_text_of_the_template(self):
        key = self.function["Environment"]["Variables"]["OPENAI_API_KEY"]
        self.assertEqual(key, "{{resolve:secretsmanager:openai}}")

    def test_its_handler_is_there(self):
        module, name = self.function["Handler"].split(".")
        self.assertIn(f"export async function {name}(", (LAMBDA / f"{module}.mjs").read_text())


class Ecs(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        subnets = [subnet["SubnetId"] for subnet in client("ec2").describe_subnets()["Subnets"]]
        groups = [group["GroupId"] for group in client("ec2").describe_security_groups()["SecurityGroups"]]
        cls.network = {"subnets": subnets, "securityGroups": groups, "assignPublicIp": "DISABLED"}
        network = {"Subnets": ",".join(subnets), "SecurityGroups": ",".join(groups)}
        images = {"Image": "agent:1", "ScriptaImage": "scripta:1", "ApiKeySecretArn": SECRET}
        cls.stack = Stack("ecs-example.yaml", **network, **images, **given())
        task = client("ecs").describe_task_definition(taskDefinition=cls.stack.ids["Task"])
        cls.task = task["taskDefinition"]
        cls.containers = {container["name"]: container for container in cls.task["containerDefinitions"]}

    def test_the_task_has_the_role_of_the_stack(self):
        self.assertEqual(self.task["taskRoleArn"], stack().outputs["RoleArn"])
        self.assertEqual(self.task["networkMode"], "awsvpc")

    def test_both_containers_share_the_data_folder_and_the_user_who_reads_it(self):
        mounts = [container["mountPoints"] for container in self.containers.values()]
        self.assertEqual(mounts[0], mounts[1])
        (mount,) = mounts[0]
        self.assertIn(mount["sourceVolume"], [volume["name"] for volume in self.task["volumes"]])
        for container in self.containers.values():
            variables = {variable["name"]: variable["value"] for variable in container["environment"]}
            self.assertEqual(variables["SCRIPTA_DATA_DIR"], mount["containerPath"])
        users = {container["user"] for container in self.containers.values()}
        self.assertEqual(users, {"65532:65532"})

    def test_the_application_knows_the_bucket_and_gets_the_key_as_a_secret(self):
        application = self.containers["application"]
        self.assertIn({"name": "CONVERSATIONS_BUCKET", "value": stack().outputs["Bucket"]}, application["environment"])
        self.assertEqual(application["secrets"], [{"name": "OPENAI_API_KEY", "valueFrom": SECRET}])

    def test_metrics_go_where_the_alarms_look(self):
        command = ["watch", "--emf", "--namespace", "Scripta", "--service", "scripta"]
        self.assertEqual(self.containers["watch"]["command"], command)
        alarm = client("cloudwatch").describe_alarms(AlarmNames=[f"{stack().name}-saves-fail"])["MetricAlarms"][0]
        self.assertEqual((alarm["Namespace"], alarm["Dimensions"]), ("Scripta", [{"Name": "Service", "Value": "scripta"}]))

    def test_both_log_into_the_group_of_the_stack(self):
        for container in self.containers.values():
            log = container["logConfiguration"]
            self.assertEqual(log["logDriver"], "awslogs")
            self.assertEqual(log["options"]["awslogs-group"], stack().outputs["LogGroup"])

    def test_metrics_end_after_the_application(self):
        self.assertEqual(self.containers["application"]["dependsOn"], [{"containerName": "watch", "condition": "START"}])
        self.assertFalse(self.containers["watch"]["essential"])

    def test_ecs_may_start_it_and_no_more(self):
        (policy,) = client("iam").list_role_policies(RoleName=self.stack.ids["Start"])["PolicyNames"]
        own = [client("iam").get_role_policy(RoleName=self.stack.ids["Start"], PolicyName=policy)["PolicyDocument"]]

        def may(action, resource="*"):
            return allows(Request(action, resource), own)

        logs = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{stack().outputs['LogGroup']}:log-stream:watch/watch/1"
        self.assertTrue(may("logs:CreateLogStream", logs) and may("logs:PutLogEvents", logs))
        self.assertTrue(may("ecr:GetAuthorizationToken"))
        self.assertTrue(may("ecr:BatchGetImage", f"arn:aws:ecr:{REGION}:{ACCOUNT}:repository/agent"))
        self.assertTrue(may("secretsmanager:GetSecretValue", SECRET))
        self.assertFalse(may("secretsmanager:GetSecretValue", SECRET.replace("openai", "other")))
        self.assertFalse(may("s3:GetObject", f"arn:aws:s3:::{stack().outputs['Bucket']}/conversations/a"))
        self.assertFalse(may("ecr:PutImage", f"arn:aws:ecr:{REGION}:{ACCOUNT}:repository/agent"))

    def test_the_service_runs_the_task_without_a_public_address(self):
        service = self.stack.outputs["Service"]
        (told,) = client("ecs").describe_services(cluster=self.stack.ids["Cluster"], services=[service])["services"]
        self.assertEqual((told["taskDefinition"], told["desiredCount"]), (self.task["taskDefinitionArn"], 2))
        self.assertEqual(told["networkConfiguration"]["awsvpcConfiguration"], self.network)


if __name__ == "__main__":
    unittest.main()

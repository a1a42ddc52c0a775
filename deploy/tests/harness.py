"""What the tests share: a server for as long as they run, its clients, and stacks."""

import atexit
import itertools
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import boto3

FOLDER = Path(__file__).parent
TEMPLATES = FOLDER.parent / "cloudformation"
REGION = "eu-central-1"
ACCOUNT = "123456789012"
KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/67e55044-10b1-426f-9247-bb680e5fe0c8"

numbers = itertools.count(1)


@cache
def address():
    """The server's, which is started when it is first asked for."""
    environment = {**os.environ, "AWS_EC2_METADATA_DISABLED": "true"}
    command = [sys.executable, str(FOLDER / "server.py")]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    server = subprocess.Popen(command, env=environment, **pipes)
    atexit.register(end, server)
    line = server.stdout.readline().strip()
    if not line:
        raise RuntimeError("the server did not start")
    return line


def end(server):
    server.stdin.close()
    server.wait()
    server.stdout.close()


@cache
def client(service):
    keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
    return boto3.client(service, region_name=REGION, endpoint_url=address(), **keys)


class Stack:
    """A stack that was made from a template: its outputs and the ids of its resources."""

    def __init__(self, template, **parameters):
        self.name = f"stack-{next(numbers)}"
        body = (TEMPLATES / template).read_text()
        given = [{"ParameterKey": name, "ParameterValue": str(value)} for name, value in parameters.items()]
        cloudformation = client("cloudformation")
        cloudformation.create_stack(
            StackName=self.name, TemplateBody=body, Parameters=given, Capabilities=["CAPABILITY_IAM"]
        )
        stack = cloudformation.describe_stacks(StackName=self.name)["Stacks"][0]
        if stack["StackStatus"] != "CREATE_COMPLETE":
            raise RuntimeError(f"{template}: {stack['StackStatus']}")
        self.outputs = {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}
        resources = cloudformation.describe_stack_resources(StackName=self.name)["StackResources"]
        # moto lists what a condition left out, too, without its names.
        made = [resource for resource in resources if "LogicalResourceId" in resource]
        self.ids = {resource["LogicalResourceId"]: resource["PhysicalResourceId"] for resource in made}


@cache
def stack(**parameters):
    """A stack of `scripta.yaml`, one for each set of parameters. Nobody changes it."""
    environment = f"test-{next(numbers)}"
    return Stack("scripta.yaml", Environment=environment, **parameters)

"""moto's server, with the resources of CloudFormation that moto passes over.

Of a bucket moto's CloudFormation knows the name and the encryption, of a task's definition its containers, and it makes no
bucket's policy, no topic's policy, no subscription and no alarm. Here each property goes to the service's own API, as
CloudFormation has it: what a test reads afterwards is what the service accepted. A type that neither knows is an error and
not a warning.

Prints its address, and ends with its standard input, so that it does not outlive the tests.
"""

import json
import logging
import sys

import boto3
from moto.cloudformation import parsing
from moto.core.common_models import CloudFormationModel
from moto.moto_server.threaded_moto_server import ThreadedMotoServer
from moto.s3.models import FakeBucket

address = None


def client(service, region):
    keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
    return boto3.client(service, region_name=region, endpoint_url=address, **keys)


def configure(bucket, properties, region):
    """The properties of a bucket, by the calls of S3."""
    s3 = client("s3", region)
    known = {"BucketName", "BucketEncryption", "Tags"}
    if encryption := properties.get("BucketEncryption"):
        rules = [rule_of_encryption(rule) for rule in encryption["ServerSideEncryptionConfiguration"]]
        s3.put_bucket_encryption(Bucket=bucket, ServerSideEncryptionConfiguration={"Rules": rules})
    if blocked := properties.get("PublicAccessBlockConfiguration"):
        s3.put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration=blocked)
    if controls := properties.get("OwnershipControls"):
        s3.put_bucket_ownership_controls(Bucket=bucket, OwnershipControls=controls)
    if versioning := properties.get("VersioningConfiguration"):
        s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration=versioning)
    if log := properties.get("LoggingConfiguration"):
        target = {"TargetBucket": log["DestinationBucketName"], "TargetPrefix": log["LogFilePrefix"]}
        s3.put_bucket_logging(Bucket=bucket, BucketLoggingStatus={"LoggingEnabled": target})
    if lifecycle := properties.get("LifecycleConfiguration"):
        rules = [rule_of_lifecycle(rule) for rule in lifecycle["Rules"]]
        s3.put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration={"Rules": rules})
    known |= {"PublicAccessBlockConfiguration", "OwnershipControls", "VersioningConfiguration"}
    refuse_others(properties, known | {"LoggingConfiguration", "LifecycleConfiguration"})


def rule_of_encryption(rule):
    """CloudFormation's form of a rule in that of S3."""
    rule = dict(rule)
    return {"ApplyServerSideEncryptionByDefault": rule.pop("ServerSideEncryptionByDefault"), **rule}


def rule_of_lifecycle(rule):
    """CloudFormation's form of a rule in that of S3."""
    rule = dict(rule)
    made = {"ID": rule.pop("Id"), "Status": rule.pop("Status"), "Filter": {"Prefix": rule.pop("Prefix", "")}}
    if days := rule.pop("ExpirationInDays", None):
        made["Expiration"] = {"Days": int(days)}
    if rule.pop("ExpiredObjectDeleteMarker", None):
        made["Expiration"] = {"ExpiredObjectDeleteMarker": True}
    spans = {"NoncurrentVersionExpiration": "NoncurrentDays", "AbortIncompleteMultipartUpload": "DaysAfterInitiation"}
    for name, days in spans.items():
        if value := rule.pop(name, None):
            made[name] = {days: int(value[days])}
    refuse_others(rule, set())
    return made


def refuse_others(properties, known):
    if others := set(properties) - known:
        raise NotImplementedError(f"the tests' server does not know the properties {sorted(others)}")


create_bucket = FakeBucket.create_from_cloudformation_json.__func__


def create_whole_bucket(cls, name, resource, account_id, region, **kwargs):
    bucket = create_bucket(cls, name, resource, account_id, region, **kwargs)
    configure(bucket.name, resource["Properties"], region)
    return bucket


def model(kind, make):
    """A type of resource that one call of its service makes. `make` returns its `Ref`, and its `Arn` if it has one."""

    def create(cls, name, resource, account_id, region, **kwargs):
        made = cls()
        made.physical_resource_id, made.arn = make(resource["Properties"], region, name)
        return made

    members = {
        "__module__": "moto.deploy",  # moto takes the service's name from it.
        "cloudformation_type": staticmethod(lambda: kind),
        "cloudformation_name_type": staticmethod(lambda: ""),
        "create_from_cloudformation_json": classmethod(create),
        "get_cfn_attribute": lambda made, attribute: {"Arn": made.arn}[attribute],
    }
    return type(CloudFormationModel)(kind.replace("::", ""), (CloudFormationModel,), members)


def bucket_policy(properties, region, _name):
    client("s3", region).put_bucket_policy(Bucket=properties["Bucket"], Policy=json.dumps(properties["PolicyDocument"]))
    return properties["Bucket"], None


def topic_policy(properties, region, _name):
    policy = json.dumps(properties["PolicyDocument"])
    for topic in properties["Topics"]:
        client("sns", region).set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=policy)
    return properties["Topics"][0], None


def subscription(properties, region, _name):
    return client("sns", region).subscribe(**properties, ReturnSubscriptionArn=True)["SubscriptionArn"], None


def alarm(properties, region, _name):
    client("cloudwatch", region).put_metric_alarm(**properties)
    return properties["AlarmName"], None


def function(properties, region, name):
    made = client("lambda", region).create_function(FunctionName=name, **properties)
    return name, made["FunctionArn"]


def task(properties, region, _name):
    made = client("ecs", region).register_task_definition(**small(properties))
    return made["taskDefinition"]["taskDefinitionArn"], None


def service(properties, region, name):
    made = client("ecs", region).create_service(serviceName=name, **small(properties))
    return made["service"]["serviceArn"], None


def small(properties):
    """With names that begin with a small letter, as in the API of ECS."""
    if isinstance(properties, dict):
        return {name[:1].lower() + name[1:]: small(value) for name, value in properties.items()}
    return [small(value) for value in properties] if isinstance(properties, list) else properties


clean_json, class_of = parsing.clean_json, parsing.resource_class_from_type


def clean_json_without_no_value(resource, resources):
    """moto leaves `AWS::NoValue` in lists."""
    cleaned = clean_json(resource, resources)
    return [item for item in cleaned if item is not None] if isinstance(resource, list) else cleaned


def class_of_known(kind):
    if found := class_of(kind):
        return found
    raise NotImplementedError(f"neither moto nor the tests' server makes {kind}")


# moto finds them as the classes that derive from its own, and takes the last of a type.
MODELS = [
    model("AWS::S3::BucketPolicy", bucket_policy),
    model("AWS::SNS::TopicPolicy", topic_policy),
    model("AWS::SNS::Subscription", subscription),
    model("AWS::CloudWatch::Alarm", alarm),
    model("AWS::Lambda::Function", function),
    model("AWS::ECS::TaskDefinition", task),
    model("AWS::ECS::Service", service),
]


def main():
    global address
    FakeBucket.create_from_cloudformation_json = classmethod(create_whole_bucket)
    parsing.clean_json = clean_json_without_no_value
    parsing.resource_class_from_type = class_of_known
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    address = "http://{}:{}".format(*server.get_host_and_port())
    print(address, flush=True)
    sys.stdin.read()
    server.stop()


if __name__ == "__main__":
    main()

"""That an alarm goes off, and that what is told to its topic arrives.

moto neither evaluates alarms nor carries out their actions. So the test does both steps itself, each by the service's own
call and with what CloudWatch tells of the alarm: its state is set, and its action's topic told.
"""

import json
import unittest

from harness import REGION, Stack, client


class Notices(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        # Its own, as its state changes.
        cls.stack = Stack("scripta.yaml", Environment="notices", AlarmEmail="operator@example.org")
        cls.sqs, cls.sns = client("sqs"), client("sns")
        cls.queue = cls.sqs.create_queue(QueueName="notices")["QueueUrl"]
        attributes = cls.sqs.get_queue_attributes(QueueUrl=cls.queue, AttributeNames=["QueueArn"])["Attributes"]
        cls.sns.subscribe(TopicArn=cls.stack.outputs["TopicArn"], Protocol="sqs", Endpoint=attributes["QueueArn"])

    def alarm(self):
        name = f"{self.stack.name}-saves-fail"
        (alarm,) = client("cloudwatch").describe_alarms(AlarmNames=[name])["MetricAlarms"]
        return alarm

    def test_an_alarm_of_the_stack_goes_off_and_is_over(self):
        for state in ["ALARM", "OK"]:
            name = self.alarm()["AlarmName"]
            client("cloudwatch").set_alarm_state(AlarmName=name, StateValue=state, StateReason="tried")
            self.assertEqual(self.alarm()["StateValue"], state)

    def test_what_is_published_to_an_alarms_action_arrives_at_those_who_subscribed(self):
        alarm = self.alarm()
        (topic,) = alarm["AlarmActions"]
        notice = {"AlarmName": alarm["AlarmName"], "NewStateValue": "ALARM", "Region": REGION}
        sent = self.sns.publish(TopicArn=topic, Subject="ALARM", Message=json.dumps(notice))
        received = self.sqs.receive_message(QueueUrl=self.queue, WaitTimeSeconds=10)["Messages"]
        (message,) = [json.loads(message["Body"]) for message in received]
        self.assertEqual((message["MessageId"], message["TopicArn"]), (sent["MessageId"], topic))
        self.assertEqual(json.loads(message["Message"]), notice)

    def test_the_address_that_is_given_is_subscribed(self):
        found = self.sns.list_subscriptions_by_topic(TopicArn=self.stack.outputs["TopicArn"])["Subscriptions"]
        by_mail = [subscription["Endpoint"] for subscription in found if subscription["Protocol"] == "email"]
        self.assertEqual(by_mail, ["operator@example.org"])


if __name__ == "__main__":
    unittest.main()

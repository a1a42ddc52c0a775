"""Alarms and the dashboard, as CloudWatch tells them: they look at metrics that there are, where they are put."""

import json
import unittest
from datetime import datetime, timedelta, timezone

from harness import client, stack
from metrics import names

FOUR = {"Completion rate (%)", "Average duration (s)", "Extraction success (%)", "Upload success (%)"}


def alarms(made):
    found = client("cloudwatch").describe_alarms(AlarmNamePrefix=f"{made.name}-")["MetricAlarms"]
    return {alarm["AlarmName"].removeprefix(f"{made.name}-"): alarm for alarm in found}


def looked_at(alarm):
    """The metrics of an alarm, as (namespace, name, dimensions)."""
    single = [alarm] if alarm.get("MetricName") else []
    of_queries = [query["MetricStat"]["Metric"] for query in alarm.get("Metrics", []) if "MetricStat" in query]
    for metric in single + of_queries:
        dimensions = {dimension["Name"]: dimension["Value"] for dimension in metric["Dimensions"]}
        yield metric["Namespace"], metric["MetricName"], dimensions


def widgets(made):
    body = client("cloudwatch").get_dashboard(DashboardName=made.ids["Dashboard"])["DashboardBody"]
    return json.loads(body)["widgets"]


class Names(unittest.TestCase):
    def test_the_rule_gives_the_names_that_the_documentation_has_as_examples(self):
        self.assertLessEqual({"Uploads", "UploadsResultFailed"}, names())
        self.assertLessEqual({"ConversationDurationSecondsSum", "ConversationsEndedCompletedYes", "CostDollars"}, names())
        self.assertTrue(names().isdisjoint({"ConversationDurationSeconds", "CostDollarsModelUpTo20"}))

    def test_every_alarm_looks_at_metrics_that_there_are(self):
        for name, alarm in alarms(stack()).items():
            with self.subTest(name):
                metrics = list(looked_at(alarm))
                self.assertTrue(metrics)
                for namespace, metric, dimensions in metrics:
                    self.assertIn(metric, names())
                    self.assertEqual((namespace, dimensions), ("Scripta", {"Service": "scripta"}))

    def test_every_widget_shows_metrics_that_there_are(self):
        for widget in widgets(stack()):
            with self.subTest(widget["properties"]["title"]):
                metrics = [row for row in widget["properties"]["metrics"] if isinstance(row[0], str)]
                self.assertTrue(metrics)
                for namespace, metric, *dimensions in metrics:
                    self.assertIn(metric, names())
                    self.assertEqual([namespace, *dimensions[:2]], ["Scripta", "Service", "scripta"])

    def test_namespace_and_service_are_those_that_are_given(self):
        made = stack(MetricsNamespace="Calls", ServiceName="claims")
        place = ("Calls", {"Service": "claims"})
        self.assertTrue(alarms(made))
        for alarm in alarms(made).values():
            for namespace, _, dimensions in looked_at(alarm):
                self.assertEqual((namespace, dimensions), place)
        for widget in widgets(made):
            for row in widget["properties"]["metrics"]:
                if isinstance(row[0], str):
                    self.assertEqual((row[0], {row[2]: row[3]}), place)


class Dashboard(unittest.TestCase):
    def test_it_shows_the_four_rates_and_what_an_operator_needs(self):
        titles = {widget["properties"]["title"] for widget in widgets(stack())}
        self.assertLessEqual(FOUR, titles)
        shown = {row[1] for widget in widgets(stack()) for row in widget["properties"]["metrics"] if isinstance(row[0], str)}
        needed = {"ResponseLatencySecondsSum", "CostDollars", "EventsDropped", "UploadsPending", "AlertsFiring"}
        self.assertLessEqual(needed, shown)

    def test_an_expression_uses_what_stands_beside_it(self):
        for widget in widgets(stack()):
            rows = widget["properties"]["metrics"]
            ids = {row[-1]["id"] for row in rows if isinstance(row[-1], dict) and "id" in row[-1]}
            for row in rows:
                if isinstance(row[0], dict):
                    words = set(row[0]["expression"].replace("100 *", "").replace("/", " ").split())
                    self.assertLessEqual(words, ids)

    def test_no_widget_covers_another(self):
        covered = set()
        for widget in widgets(stack()):
            columns = range(widget["x"], widget["x"] + widget["width"])
            self.assertLess(columns[-1], 24)
            fields = {(x, y) for x in columns for y in range(widget["y"], widget["y"] + widget["height"])}
            self.assertTrue(covered.isdisjoint(fields))
            covered |= fields


class Alarms(unittest.TestCase):
    def setUp(self):
        self.stack = stack()
        self.alarms = alarms(self.stack)
        self.cloudwatch = client("cloudwatch")

    def put(self, service, **values):
        """Puts figures as `scripta watch --cloudwatch` does."""
        dimensions = [{"Name": "Service", "Value": service}]
        data = [{"MetricName": name, "Value": value, "Dimensions": dimensions} for name, value in values.items()]
        self.cloudwatch.put_metric_data(Namespace="Scripta", MetricData=data)

    def read(self, alarm, service):
        """What an alarm reads of its metric."""
        now = datetime.now(timezone.utc)
        query = {
            "Namespace": alarm["Namespace"],
            "MetricName": alarm["MetricName"],
            "Dimensions": [{"Name": "Service", "Value": service}],
            "Period": 3600,
            "Statistics": [alarm["Statistic"]],
        }
        around = {"StartTime": now - timedelta(hours=2), "EndTime": now + timedelta(hours=2)}
        points = self.cloudwatch.get_metric_statistics(**query, **around)["Datapoints"]
        return [point[alarm["Statistic"]] for point in points]

    def test_there_is_one_for_each_thing_that_goes_wrong(self):
        saves = {"saves-fail", "saves-wait", "journal-stuck", "events-dropped"}
        rates = {"session-errors", "tool-failures"}
        self.assertEqual(set(self.alarms), saves | rates | {"unusual-conversations", "silent"})

    def test_each_tells_the_topic_when_it_begins_and_when_it_is_over(self):
        for alarm in self.alarms.values():
            topic = [self.stack.outputs["TopicArn"]]
            self.assertEqual((alarm["AlarmActions"], alarm["OKActions"]), (topic, topic))

    def test_only_silence_is_an_alarm_where_nothing_is_told(self):
        missing = {name: alarm["TreatMissingData"] for name, alarm in self.alarms.items()}
        self.assertEqual(missing.pop("silent"), "breaching")
        self.assertEqual(set(missing.values()), {"notBreaching"})

    def test_silence_is_no_alarm_where_it_is_usual(self):
        made = alarms(stack(AlarmWhenSilent="no"))
        self.assertEqual(set(self.alarms) - set(made), {"silent"})

    def test_what_failed_is_read_back_as_the_alarm_reads_it(self):
        service = "read-back"
        for failed in (2, 3):
            self.put(service, UploadsResultFailed=failed, UploadsOldestSeconds=200 * failed, EventsDropped=0)
        self.assertEqual(self.read(self.alarms["saves-fail"], service), [5.0])
        self.assertEqual(self.read(self.alarms["saves-wait"], service), [600.0])
        self.assertEqual(self.read(self.alarms["events-dropped"], service), [0.0])
        for name, exceeded in [("saves-fail", True), ("saves-wait", True), ("events-dropped", False)]:
            alarm = self.alarms[name]
            self.assertEqual(alarm["ComparisonOperator"], "GreaterThanOrEqualToThreshold")
            self.assertEqual(self.read(alarm, service)[0] >= alarm["Threshold"], exceeded, name)

    def test_rates_divide_the_failures_by_all_and_not_below_ten(self):
        for name, part, whole in [("session-errors", "errors", "ended"), ("tool-failures", "failures", "calls")]:
            queries = {query["Id"]: query for query in self.alarms[name]["Metrics"]}
            expression = queries.pop("share")["Expression"]
            self.assertEqual(expression, f"IF({whole} >= 10, FILL({part}, 0) / {whole}, 0)")
            self.assertEqual(set(queries), {part, whole})
            self.assertTrue(all(query["ReturnData"] is False for query in queries.values()))


if __name__ == "__main__":
    unittest.main()

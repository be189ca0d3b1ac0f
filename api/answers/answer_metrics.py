"""What an operator watches of long answers and of the event loop, for Prometheus."""

from __future__ import annotations

from collections.abc import Iterable

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from api.answers import spooled_response
from api.answers.long_answers import LongAnswers
from api.answers.stall_watch import StallWatch

_COUNTERS = {
    "queries": "long answers that were begun",
    "answered": "long answers that were made",
    "cache_hits": "long answers that were kept from before",
    "errors": "long answers that were not made, by the kind of error",
    "kills": "workers for long answers that were stopped, by reason",
    "crashes": "workers for long answers that crashed",
    "wait_seconds": "seconds that long answers waited for a worker",
    "run_seconds": "seconds that workers made long answers",
}
_GAUGES = {
    "workers_idle": "free workers",
    "workers_running": "workers that make a long answer",
    "queued": "long answers that wait for a worker",
    "cache_entries": "long answers that are kept",
    "cache_bytes": "bytes of the long answers that are kept in memory",
    "cache_file_bytes": "bytes of the long answers that are kept in files",
    "spool_bytes": "bytes of all long answers in files, kept or on their way",
}


class AnswerMetrics(Collector):
    """Collected for each request to /metrics."""

    def __init__(self, answers: LongAnswers, stalls: StallWatch) -> None:
        self._answers, self._stalls = answers, stalls

    def collect(self) -> Iterable[Metric]:
        """All of them. Called by prometheus_client."""
        for name, text in _COUNTERS.items():
            value = getattr(self._answers.counters, name)
            if not isinstance(value, dict):
                yield CounterMetricFamily(f"reentry_answers_{name}", text, value)
                continue
            family = CounterMetricFamily(f"reentry_answers_{name}", text, labels=("reason",))
            for reason, count in sorted(value.items()):
                family.add_metric((reason,), count)
            yield family
        gauges = self._answers.gauges()
        yield from (GaugeMetricFamily(f"reentry_answers_{name}", text, gauges[name]) for name, text in _GAUGES.items())
        readers = spooled_response.readers()
        yield GaugeMetricFamily("reentry_file_readers", "clients that are fetching a large answer", readers)
        longest, last = self._stalls.longest_s, self._stalls.last_s
        yield GaugeMetricFamily("reentry_loop_stall_longest_seconds", "longest time that the loop stood still", longest)
        yield GaugeMetricFamily("reentry_loop_stall_last_seconds", "time by which the loop was late just now", last)

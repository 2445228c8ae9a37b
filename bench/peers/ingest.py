"""Kafka to a Delta table as a data engineer would write it: confluent-kafka, polars and delta-rs.

No fsync, no exactness (polars guesses and coerces), no dead letters: one message that is not JSON ends it.
Prints one JSON object: rows, seconds, CPU seconds and peak MiB of this process.
"""
import argparse
import io
import json
import resource
import time

import polars as pl
from confluent_kafka import Consumer, TopicPartition
from deltalake import write_deltalake

TEXTS = """transaction_id event_timestamp processing_timestamp customer_id customer_tier product_id product_name category
sub_category brand currency payment_method card_network transaction_status channel store_id region city state postal_code
device_type session_id ip_address batch_id""".split()
NUMBERS = "unit_price discount_percent total_amount tax_amount fraud_score".split()
SCHEMA = {name: pl.String for name in TEXTS} | {name: pl.Float64 for name in NUMBERS}
SCHEMA |= {"quantity": pl.Int32, "is_fraudulent": pl.Boolean}
TIMES = ["event_timestamp", "processing_timestamp"]


def main(servers: str, topic: str, table: str, rows: int, batch: int) -> None:
    started, cpu = time.perf_counter(), cpu_seconds()
    consumer = Consumer({"bootstrap.servers": servers, "group.id": f"peer-{batch}", "enable.auto.commit": False})
    partitions = consumer.list_topics(topic).topics[topic].partitions
    consumer.assign([TopicPartition(topic, partition, 0) for partition in partitions])
    done = 0
    while done < rows:
        messages = consumer.consume(batch, timeout=1.0)
        if not messages:
            continue
        lines = io.BytesIO(b"\n".join(message.value() for message in messages))
        frame = pl.read_ndjson(lines, schema=SCHEMA)
        frame = frame.with_columns(
            [pl.col(name).str.to_datetime(time_zone="UTC", strict=False) for name in TIMES]
            + [
                pl.Series("kafka_partition", [message.partition() for message in messages], pl.Int32),
                pl.Series("kafka_offset", [message.offset() for message in messages], pl.Int64),
            ]
        ).with_columns(pl.col("event_timestamp").dt.date().alias("event_date"))
        write_deltalake(table, frame, mode="append", partition_by=["event_date"])
        consumer.commit(asynchronous=False)
        done += len(messages)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    seconds = time.perf_counter() - started
    print(json.dumps({"rows": done, "seconds": seconds, "cpuSeconds": cpu_seconds() - cpu, "peakMiB": peak}))


def cpu_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


parser = argparse.ArgumentParser()
for name in ("servers", "topic", "table"):
    parser.add_argument(f"--{name}", required=True)
for name in ("rows", "batch"):
    parser.add_argument(f"--{name}", type=int, required=True)
main(**vars(parser.parse_args()))

"""Liveness, readiness, figures: what each looks at, and who may ask."""

import datetime as dt

import pytest
from django.db import DatabaseError, connection
from django.test import Client

from xiuhua.apps.records import heartbeats
from xiuhua.apps.records.now import real_now
from xiuhua.web.shared import health
from xiuhua.web.shared.watching import figures

pytestmark = pytest.mark.django_db


def checks(client: Client) -> dict:
    answer = client.get("/readyz")
    body = answer.json()
    assert (answer.status_code == 200) == (body["status"] == "ready")
    return body["checks"]


def test_liveness_asks_no_database(client, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        assert client.get("/healthz").json() == {"status": "ok"}


def test_ready_when_database_tables_worker_and_disk_are_there(client) -> None:
    heartbeats.beat(heartbeats.DUTIES, real_now())
    assert checks(client) == dict.fromkeys(("database", "migrations", "worker", "disk"), "ok")


@pytest.mark.parametrize("age_s, word", [(290, "ok"), (310, "failed")])
def test_a_worker_that_is_silent_is_not_ready(client, age_s, word) -> None:
    heartbeats.beat(heartbeats.DUTIES, real_now() - dt.timedelta(seconds=age_s))
    assert checks(client)["worker"] == word


def test_a_worker_that_never_showed_is_not_ready(client) -> None:
    assert checks(client)["worker"] == "failed"


def test_a_database_that_is_away_is_one_word(client, monkeypatch) -> None:
    def away(*_args, **_given):
        raise DatabaseError("could not connect to server at 10.0.0.5")

    monkeypatch.setattr(connection, "cursor", away)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["database"] == "failed"
    assert b"10.0.0.5" not in answer.content


def test_a_disk_that_is_full_or_closed_is_not_ready(client, settings, monkeypatch, tmp_path):
    heartbeats.beat(heartbeats.DUTIES, real_now())
    settings.HOME = tmp_path / "gone"
    assert checks(client)["disk"] == "failed"
    settings.HOME = tmp_path
    assert checks(client)["disk"] == "ok"
    monkeypatch.setattr(figures, "disk_free", lambda: health.LEAST_FREE_BYTES - 1)
    assert checks(client)["disk"] == "failed"


def test_figures_are_for_this_machine_or_for_who_holds_the_token(client, settings) -> None:
    assert client.get("/metrics").status_code == 200
    far = {"REMOTE_ADDR": "192.168.1.9"}
    assert client.get("/metrics", **far).status_code == 404
    assert client.get("/metrics", **far, headers={"Authorization": "Bearer "}).status_code == 404
    settings.METRICS_TOKEN = "a-token-for-the-watcher"
    for said, status in (("a-token-for-the-watcher", 200), ("another", 404), ("令牌", 404)):
        header = {"Authorization": f"Bearer {said}".encode().decode("latin-1")}
        assert client.get("/metrics", **far, headers=header).status_code == status


def test_what_a_proxy_passes_on_does_not_come_from_this_machine(client, settings) -> None:
    passed_on = {"X-Forwarded-For": "192.168.1.9"}
    assert client.get("/metrics", headers=passed_on).status_code == 404
    settings.TRUSTED_PROXIES = 1
    assert client.get("/metrics", headers=passed_on).status_code == 404
    assert client.get("/metrics").status_code == 200  # straight to us, past the proxy
    # Written by the sender itself, left of what the proxy saw.
    forged = {"X-Forwarded-For": "127.0.0.1, 192.168.1.9"}
    assert client.get("/metrics", headers=forged).status_code == 404


def test_figures_name_queue_worker_database_and_requests(client) -> None:
    heartbeats.beat(heartbeats.DUTIES, real_now())
    client.get("/sign-in/")
    page = client.get("/metrics").content.decode()
    assert 'xiuhua_requests_total{method="GET",route="sign_in",status="200"}' in page
    lines = dict(line.rsplit(" ", 1) for line in page.splitlines() if not line.startswith("#"))
    assert float(lines["xiuhua_database_up"]) == 1
    assert float(lines["xiuhua_outbox_waiting"]) == 0
    assert 0 <= float(lines["xiuhua_worker_silent_seconds"]) < 60
    assert float(lines["xiuhua_database_bytes"]) > 100_000
    assert float(lines["xiuhua_disk_free_bytes"]) > 0
    # No backup was made: no figure, rather than a nought that looks like a fresh one.
    assert "xiuhua_backup_age_seconds" not in lines

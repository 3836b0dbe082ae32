"""Numbers and ids taken before the rows are written: never the same twice."""

import json

from xiuhua.apps.records import ids, numbers
from xiuhua.apps.records.models import NumberBlock, Subdistrict

TAKE = """
    from xiuhua.apps.records import numbers
    print(json.dumps([n for _ in range(60) for n in numbers.take("case", 2)]))
"""


def test_numbers_follow_one_another_within_an_act(db):
    assert numbers.take("a") == [1]
    assert numbers.take("a", 3) == [2, 3, 4]
    assert numbers.take("b") == [1]
    assert NumberBlock.objects.get(series="a").next_value == 5


def test_processes_at_once_never_take_the_same_number(start_process):
    takers = [start_process(TAKE) for _ in range(3)]
    taken = [json.loads(taker.communicate(timeout=60)[0]) for taker in takers]
    everything = sum(taken, [])
    assert len(everything) == len(set(everything)) == 360


def test_outside_an_act_a_block_is_reserved_at_a_time(run_process):
    counted = run_process(
        """
        from django.db import connection
        from django.test.utils import CaptureQueriesContext
        from xiuhua.apps.records import numbers
        numbers.take("block")
        with CaptureQueriesContext(connection) as asked:
            taken = [numbers.take("block")[0] for _ in range(numbers.BLOCK - 1)]
        print(json.dumps([len(asked), taken == list(range(2, numbers.BLOCK + 1))]))
        """
    )
    assert counted == [0, True]


def test_a_forked_process_does_not_hand_out_its_parents_numbers(run_process):
    both = run_process(
        """
        from django.db import connection
        from xiuhua.apps.records import numbers
        numbers.take("fork")
        connection.close()
        reader, writer = os.pipe()
        if os.fork() == 0:
            os.write(writer, str(numbers.take("fork")[0]).encode())
            os._exit(0)
        os.wait()
        print(json.dumps([numbers.take("fork")[0], int(os.read(reader, 20))]))
        """
    )
    assert both[0] != both[1]


def test_reserved_ids_are_those_the_rows_get(subdistrict):
    taken = ids.take(Subdistrict, 2)
    assert taken[1] == taken[0] + 1 > subdistrict.pk
    for number in taken:
        Subdistrict.objects.create(
            pk=number, code=str(number), name="虚构街道", case_prefix="X", projected_epsg=4547
        )
    assert ids.take(Subdistrict)[0] > taken[1]

"""Our own line: down when many hosts fail and none answers."""

from monitor.core.line import Line


def test_many_hosts_that_fail_in_a_row_are_our_own_line() -> None:
    line = Line(hosts=100)
    for number in range(4):
        line.failed(f"host-{number}")
        line.failed("host-0")
    assert not line.down
    line.failed("host-4")
    assert line.down
    line.answered()
    assert not line.down


def test_one_answer_in_between_clears_it() -> None:
    line = Line(hosts=100)
    for number in range(400):
        line.failed(f"host-{number}")
        if number % 4 == 3:
            line.answered()
        assert not line.down


def test_of_few_hosts_all_have_to_fail_and_a_single_one_is_never_our_line() -> None:
    three = Line(hosts=3)
    for name in ("a", "b"):
        three.failed(name)
    assert not three.down
    three.failed("c")
    assert three.down
    one = Line(hosts=1)
    one.failed("a")
    assert not one.down


def test_while_it_is_down_a_few_polls_go_out_now_and_then() -> None:
    line = Line(hosts=5)
    assert line.room(0.0, 64) == 64
    for number in range(5):
        line.failed(str(number))
    went = [at for at in range(600) if line.room(float(at), 64)]
    assert went == [0, 10, 30, 70, 150, 270, 390, 510]
    assert line.room(-5000.0, 64) == 3, "nor does a clock that went back an hour hold them up"
    line.answered()
    assert line.room(600.0, 64) == 64

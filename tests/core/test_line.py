"""Our own line: down when many hosts fail and none answers for a while."""

from monitor.core.line import Line


def lost(line: Line, count: int, since: float = 0.0) -> Line:
    for number in range(count):
        line.failed(f"host-{number}", since)
    return line


def test_many_hosts_that_fail_and_none_that_answers_are_our_own_line() -> None:
    line = lost(Line(hosts=100), 4)
    line.failed("host-0", 60)
    assert not line.down(60), "four hosts, however often"
    line.failed("host-4", 60)
    assert line.down(60)
    line.answered(61)
    assert not line.down(500)


def test_four_hundred_that_hang_and_end_at_once_are_not_our_line_while_others_answer() -> None:
    line = Line(hosts=600)
    line.answered(25)
    lost(line, 400, since=30)
    assert not line.down(30)
    line.answered(31)
    assert not line.down(90)


def test_of_few_hosts_all_have_to_fail_and_a_single_one_is_never_our_line() -> None:
    assert not lost(Line(hosts=3), 2).down(99)
    assert lost(Line(hosts=3), 3).down(99)
    assert not lost(Line(hosts=1), 1).down(99)


def test_while_it_is_down_a_few_polls_go_out_now_and_then() -> None:
    line = Line(hosts=5)
    assert line.room(0.0, 64) == 64
    lost(line, 5)
    went = [at for at in range(600) if 0 < line.room(float(at), 64) < 64]
    assert went == [30, 40, 60, 100, 180, 300, 420, 540]
    line.answered(600.0)
    assert line.room(600.0, 64) == 64


def test_a_clock_that_went_back_makes_no_line_dead_and_no_pause_longer() -> None:
    line = lost(Line(hosts=5), 5, since=5000)
    assert line.room(6000.0, 64) == 3
    assert line.room(1000.0, 64) == 64, "it waits anew"
    assert line.room(1031.0, 64) == 3

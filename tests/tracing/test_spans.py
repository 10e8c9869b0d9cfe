"""The header of a caller's trace."""

import re

import pytest

from tritone.tracing.spans import SpanContext

TRACE, SPAN = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"


def test_a_header_names_a_trace_and_the_span_that_asks():
    assert SpanContext.of_header(f"00-{TRACE}-{SPAN}-01") == SpanContext(TRACE, SPAN)
    assert SpanContext.of_header(f"01-{TRACE}-{SPAN}-03-more") == SpanContext(TRACE, SPAN)


@pytest.mark.parametrize(
    "header",
    ["", "00", f"00-{TRACE}-{SPAN}", f"00-{TRACE}-{SPAN}-00", f"00-{'0' * 32}-{SPAN}-01", f"00-{TRACE}-{'0' * 16}-01"]
    + [f"00-{TRACE.upper()}-{SPAN}-01", f"00-{TRACE[1:]}-{SPAN}-01"],
)
def test_no_header_and_one_that_wants_nothing_recorded_name_none(header):
    assert SpanContext.of_header(header) is None


def test_children_share_the_trace_and_have_ids_of_their_own():
    parent = SpanContext.new_trace()
    first, second = parent.child(), parent.child()
    assert first.trace_id == second.trace_id == parent.trace_id and first.span_id != second.span_id
    assert re.fullmatch("[0-9a-f]{32}", first.trace_id) and re.fullmatch("[0-9a-f]{16}", first.span_id)

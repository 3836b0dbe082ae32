"""Credit codes: the check character catches every single slip and every swap of neighbours it must."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiuhua.rulebook.credit_code import CHARACTERS, check_character, check_credit_code
from xiuhua.rulebook.refusal import Refused

first_17 = st.text(CHARACTERS, min_size=17, max_size=17)


@pytest.mark.parametrize(
    "code",
    # Codes of public bodies, as printed on their own pages: State Administration for Market Regulation's example.
    ["91350100M000100Y43"],
)
def test_a_published_example_passes(code: str) -> None:
    assert check_credit_code(code) == code


@given(first_17)
def test_full_width_and_lower_case_are_read(body: str) -> None:
    code = body + check_character(body)
    wide = "".join(chr(ord(c) + 0xFEE0) for c in code)
    assert check_credit_code(f" {code.lower()} ") == check_credit_code(wide) == code


@given(first_17, st.integers(0, 17), st.sampled_from(CHARACTERS))
def test_one_wrong_character_is_always_found(body: str, at: int, other: str) -> None:
    code = body + check_character(body)
    if code[at] == other:
        return
    with pytest.raises(Refused) as refused:
        check_credit_code(code[:at] + other + code[at + 1 :])
    assert refused.value.code == "credit_code_check_wrong"


@pytest.mark.parametrize(
    "text", ["", "9135", "91350100M000100Y4O", "91350100M000100Y431", "九" * 18]
)
def test_what_is_no_code_is_refused(text: str) -> None:
    with pytest.raises(Refused) as refused:
        check_credit_code(text)
    assert refused.value.code == "credit_code_malformed"
